// A server of Socket.IO that knows nothing of a gateway, nor of the others like it: what one of its clients
// says, all of its clients hear.
import { hostname } from 'node:os';
import { Server } from 'socket.io';

const server = new Server(Number(process.env.PORT ?? 3000));
server.on('connection', (socket) => {
  socket.emit('welcome', hostname());
  socket.on('chat', (text) => server.emit('chat', text));
});
