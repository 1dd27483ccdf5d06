// What a server (http/server.h) serves: the handler of its requests, and three questions that it may ask about them.
// The server knows messages, bytes and time; what a request is worth only the application knows.
//
//   Application application;
//   application.handle = [](Request& request) { return Response{.body = "hello"}; };
//   application.admit = [](const Request& head) { return Admission{.max_body_bytes = 64 << 10}; };
//   application.lane = [](const Request& request) { return request.path() == "/healthz" ? kAtOnce : 0; };
//   application.refuse = [](const Request& head, const RefusedBody& why) { return InMyForm(why); };
//
// All are called from several threads at once and must not throw. Only `handle` must be set.
#ifndef ROLECALL_HTTP_APPLICATION_H_
#define ROLECALL_HTTP_APPLICATION_H_

#include <cstddef>
#include <functional>

#include "http/message.h"

namespace rolecall::http {

// What a request may send, decided by its header: not a byte of its body is there yet.
struct Admission {
  std::size_t max_body_bytes = 0;  // more is refused, before it is read where the header tells the length
  bool known_sender = false;       // when memory is short its body is kept, and those of unknown senders make room
  bool stream = false;             // the handler is called before the body is there, and reads it (Request::incoming)
};

// Why a request is answered without the handler.
enum class Refusal {
  kBodyTooLarge,  // more than max_body_bytes
  kBusy,          // the lane's queue is full or too slow, or there is no memory for the body
};
struct RefusedBody {
  Refusal reason = Refusal::kBusy;
  std::size_t max_body_bytes = 0;  // of the admission
};

// The lane of a request that neither waits nor works: it is handled by the thread that read it, whatever else goes on.
inline constexpr int kAtOnce = -1;

// The request is the handler's to change: nobody looks at it afterwards.
using Handler = std::function<Response(Request&)>;

struct Application {
  Handler handle;
  // Asked unless the whole body came with the header and is small (ServerOptions::free_body_bytes).
  // Not set: everybody may send ServerOptions::max_body_bytes.
  std::function<Admission(const Request& head)> admit = {};
  // Asked when the request is complete: kAtOnce, or an index into ServerOptions::lanes. Not set: the first lane.
  std::function<int(const Request&)> lane = {};
  // The answer to a request that is refused. Not set: a plain 413 or 503.
  std::function<Response(const Request& head, const RefusedBody&)> refuse = {};
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_APPLICATION_H_
