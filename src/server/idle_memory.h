// What a server needs only while it starts is given back: pages of programs and libraries that were read to link and
// start them, and what the allocator keeps free. A page that is needed again is mapped again from the file.
#ifndef ROLECALL_SERVER_IDLE_MEMORY_H_
#define ROLECALL_SERVER_IDLE_MEMORY_H_

namespace rolecall::server {

void GiveBackStartMemory();

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_IDLE_MEMORY_H_
