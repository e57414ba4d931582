// A server that knows nothing of a gateway: what a WebSocket says comes back to it.
import { WebSocketServer } from 'ws';

new WebSocketServer({ port: Number(process.env.PORT ?? 3000) }).on('connection', (socket) => {
  socket.on('message', (message, binary) => socket.send(binary ? message : `echo ${message}`));
});
