/**
 * The rules that are in force: those of the file, and over them what was changed while the cluster
 * runs. {@link io.carillon.gateway.proxy.rules.RunningRules} keeps them the same on all nodes,
 * {@link io.carillon.gateway.proxy.rules.RulesEditor} changes them.
 */
package io.carillon.gateway.proxy.rules;
