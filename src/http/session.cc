#include "http/session.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>

#include "http/peer.h"

namespace rolecall::http {
namespace {

constexpr std::size_t kKeptBufferBytes = 16u << 10;   // of an idle connection
constexpr std::size_t kSmallAnswerBytes = 64u << 10;  // these are never thrown away for want of memory
constexpr std::size_t kUncountedBytes = 16u << 10;    // of a request, beside what a connection is anyway

Response PlainAnswer(int status) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain");
  if (status == 503) response.headers.Add("Retry-After", "1");
  response.body = std::string(ReasonPhrase(status)) + "\n";
  return response;
}

}  // namespace

bool SendNow(int socket, AnswerPieces& pieces) {
  std::array<iovec, 2> vectors;
  std::ranges::transform(pieces, vectors.begin(), [](const asio::const_buffer& piece) {
    return iovec{const_cast<void*>(piece.data()), piece.size()};
  });
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = vectors.size();
  const ssize_t result = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  std::size_t sent = result > 0 ? static_cast<std::size_t>(result) : 0;
  for (asio::const_buffer& piece : pieces) {
    const std::size_t of_piece = std::min(sent, piece.size());
    piece += of_piece;
    sent -= of_piece;
  }
  return pieces.back().size() == 0 && pieces.front().size() == 0;
}

SessionBase::SessionBase(int socket, std::shared_ptr<SessionContext> context, std::string peer_address)
    : Connection(socket, PeerOf(peer_address)), context_(std::move(context)), peer_address_(std::move(peer_address)) {}

SessionBase::~SessionBase() { context_->memory.Give(ExchangeHeldBytes(0)); }

void SessionBase::ResetRequest(bool tls) {
  request_ = Request{};
  request_.peer_address = peer_address_;
  request_.tls = tls;
  response_ = Response{};
  parser_.emplace(request_, options().max_header_bytes);
  admitted_ = false;
  set_known_sender(false);
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
  Hold(0);
}

bool SessionBase::Admit() {
  admitted_ = true;
  const ServerOptions& bounds = options();
  const bool is_chunked = parser_->chunked();
  const std::uint64_t length = parser_->content_length().value_or(0);
  const Application& application = context_->application;
  // The common case: what anybody may send is here already.
  admission_ = {.max_body_bytes = bounds.free_body_bytes};
  const bool is_here = !is_chunked && length <= buffer_.size() && length <= bounds.free_body_bytes;
  if (application.admit == nullptr) {
    admission_ = {.max_body_bytes = bounds.max_body_bytes};
  } else if (!is_here) {
    admission_ = application.admit(request_);
  }
  set_known_sender(admission_.known_sender);
  if (length > admission_.max_body_bytes) return false;
  parser_->AllowBody(admission_.max_body_bytes, !admission_.stream);
  return true;
}

std::chrono::milliseconds SessionBase::TimeFor(std::size_t bytes) const {
  return options().body_timeout +
         std::chrono::milliseconds(bytes * 1000 / std::max<std::size_t>(1, options().min_rate));
}

bool SessionBase::HoldRequest() {
  const std::size_t bytes = buffer_.size() + request_.body.size();
  return Hold(bytes > kUncountedBytes ? bytes : 0);
}

bool SessionBase::Hold(std::size_t bytes) {
  const std::size_t held = held_bytes();
  if (bytes == held) return true;
  MemoryBudget& memory = context_->memory;
  const std::size_t more = bytes > held ? bytes - held : 0;
  if (more > 0 && !memory.Take(more)) {
    if (!admission_.known_sender) return false;
    memory.Give(context_->connections.ShedBodies(more));
    if (!memory.Take(more)) return false;
  }
  // Less than `held` if this one was itself given up meanwhile.
  const std::size_t counted = ExchangeHeldBytes(bytes) + more;
  counted > bytes ? memory.Give(counted - bytes) : memory.TakeAnyway(bytes - counted);
  return true;
}

int SessionBase::Lane() const {
  const Application& application = context_->application;
  return application.lane == nullptr ? 0 : application.lane(request_);
}

void SessionBase::Handle() noexcept {
  try {
    response_ = context_->application.handle(request_);
    const bool is_head = request_.method == "HEAD";
    if (is_head) response_.head_only = true;
    // The request is not needed any more; what counts now is the answer.
    if (held_bytes() > 0) request_.body = std::string();
    const std::size_t body = SendsBody(response_) ? response_.body.size() : 0;
    if (body <= kSmallAnswerBytes) {
      Hold(0);
    } else if (!Hold(body)) {
      RefuseBody(Refusal::kBusy);
    }
  } catch (...) {
    // The contract forbids it; the connection must survive it all the same.
    response_ = PlainAnswer(500);
  }
}

void SessionBase::RefuseBody(Refusal reason) noexcept {
  const Application& application = context_->application;
  try {
    response_ = application.refuse != nullptr ? application.refuse(request_, {reason, admission_.max_body_bytes})
                                              : PlainAnswer(reason == Refusal::kBodyTooLarge ? 413 : 503);
  } catch (...) {
    response_ = PlainAnswer(503);
  }
  if (request_.method == "HEAD") response_.head_only = true;
  Hold(0);
}

void SessionBase::RefusePlainly(int status) { response_ = PlainAnswer(status); }

}  // namespace rolecall::http
