// Backends as their users write them: none of them knows of the gateway.
import { once } from 'node:events';
import http from 'node:http';
import express from 'express';
import expressWs from 'express-ws';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';

async function started(server, name, more = {}) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    name,
    target: { name, url: `http://127.0.0.1:${port}` },
    stop: () => { server.close(); server.closeAllConnections(); },
    ...more,
  };
}

// Answers `echo` with what it got and who it is.
export async function socketIo(name, options = {}) {
  const server = http.createServer();
  const io = new Server(server, options);
  io.on('connection', (socket) => {
    socket.on('echo', (text, ack) => ack({ text, server: name, id: socket.id }));
  });
  return started(server, name, { stop: () => io.close() });
}

export async function expressEcho(name) {
  const { app } = expressWs(express());
  app.ws('/ws/echo', (socket) => socket.on('message', (message) => socket.send(`${name} ${message}`)));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name,
    target: { name, url: `http://127.0.0.1:${server.address().port}` },
    stop: () => { server.close(); server.closeAllConnections(); },
  };
}

export async function wsEcho(name, options = {}) {
  const server = http.createServer();
  new WebSocketServer({ server, ...options })
    .on('connection', (socket) => socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary })));
  return started(server, name);
}

// `handle(request, response)`; WebSockets are told the headers that they came with.
export async function httpServer(name, handle) {
  const server = http.createServer(handle);
  new WebSocketServer({ server })
    .on('connection', (socket, request) => socket.send(JSON.stringify(request.headers)));
  return started(server, name, { server });
}
