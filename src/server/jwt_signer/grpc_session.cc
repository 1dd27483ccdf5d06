#include "server/jwt_signer/grpc_session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kFramePrefix = 5;  // compressed or not, and four bytes of length
constexpr std::size_t kMostPending = 1u << 20;

std::string Framed(std::string_view message) {
  std::string frame(kFramePrefix, '\0');
  for (int i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
  return frame.append(message);
}

// The one message of a request; nothing: it is not one whole message.
std::optional<std::string_view> MessageOf(std::string_view body) {
  if (body.size() < kFramePrefix) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 1; i < kFramePrefix; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  if (size != body.size() - kFramePrefix) return std::nullopt;
  return body.substr(kFramePrefix);
}

// Names and values of a block of headers, which nghttp2 copies.
class HeaderBlock {
 public:
  HeaderBlock& Add(std::string name, std::string value) {
    texts_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  std::vector<nghttp2_nv> list() {
    std::vector<nghttp2_nv> list;
    for (auto& [name, value] : texts_) {
      list.push_back({reinterpret_cast<std::uint8_t*>(name.data()), reinterpret_cast<std::uint8_t*>(value.data()),
                      name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    return list;
  }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
};

void AddStatus(const GrpcAnswer& answer, HeaderBlock& block) {
  block.Add("grpc-status", std::to_string(static_cast<int>(answer.status)));
  if (answer.status != GrpcStatus::kOk) block.Add("grpc-message", PercentEncode(answer.message, " ():,;'/"));
}

}  // namespace

// One call, from its headers to the end of its answer.
struct GrpcSession::Exchange {
  std::string method, path, content_type;
  std::size_t header_bytes = 0;
  std::string body;
  bool is_too_large = false;
  bool is_answered = false;
  std::string answer;  // framed
  std::size_t sent = 0;
};

struct GrpcSession::Parts {
  explicit Parts(GrpcHandler given) : handler(std::move(given)) { Open(); }
  ~Parts() { nghttp2_session_del(session); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void Open();
  Exchange* Find(std::int32_t stream);
  void Finish(std::int32_t stream, Exchange& exchange);
  GrpcAnswer Outcome(const Exchange& exchange) const;
  void Refuse(std::int32_t stream, const char* http_status);
  void Submit(std::int32_t stream, Exchange& exchange, const GrpcAnswer& answer);

  // What nghttp2 calls; `of` is this object.
  static int OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* of);
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t flags, void* of);
  static int OnData(nghttp2_session*, std::uint8_t flags, std::int32_t stream, const std::uint8_t* data,
                    std::size_t size, void* of);
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* of);
  static int OnClose(nghttp2_session*, std::int32_t stream, std::uint32_t why, void* of);
  static ssize_t Read(nghttp2_session* session, std::int32_t stream, std::uint8_t* to, std::size_t room,
                      std::uint32_t* flags, nghttp2_data_source*, void* of);

  const GrpcHandler handler;
  nghttp2_session* session = nullptr;
  std::map<std::int32_t, Exchange> exchanges;
  bool has_understood = false;
};

void GrpcSession::Parts::Open() {
  nghttp2_session_callbacks* callbacks = nullptr;
  ROLECALL_CHECK(nghttp2_session_callbacks_new(&callbacks) == 0);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
  const int opened = nghttp2_session_server_new(&session, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  ROLECALL_CHECK(opened == 0);
  const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kMaxGrpcCalls},
                                             {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMaxGrpcHeaders}};
  ROLECALL_CHECK(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, std::size(settings)) == 0);
}

GrpcSession::Exchange* GrpcSession::Parts::Find(std::int32_t stream) {
  const auto found = exchanges.find(stream);
  return found == exchanges.end() ? nullptr : &found->second;
}

int GrpcSession::Parts::OnBeginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* of) {
  auto& parts = *static_cast<Parts*>(of);
  const std::int32_t stream = frame->hd.stream_id;
  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  // The other side may not know of the bound yet.
  if (parts.exchanges.size() >= kMaxGrpcCalls) {
    return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_REFUSED_STREAM) == 0
               ? 0
               : NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  parts.exchanges.emplace(stream, Exchange());
  return 0;
}

int GrpcSession::Parts::OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                                 std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                                 void* of) {
  Exchange* exchange = static_cast<Parts*>(of)->Find(frame->hd.stream_id);
  if (exchange == nullptr) return 0;
  exchange->header_bytes += name_size + value_size + 32;
  if (exchange->header_bytes > kMaxGrpcHeaders) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const std::string_view key(reinterpret_cast<const char*>(name), name_size);
  const std::string_view text(reinterpret_cast<const char*>(value), value_size);
  if (key == ":method") exchange->method = text;
  if (key == ":path") exchange->path = text;
  if (key == "content-type") exchange->content_type = text;
  return 0;
}

int GrpcSession::Parts::OnData(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data,
                               std::size_t size, void* of) {
  Exchange* exchange = static_cast<Parts*>(of)->Find(stream);
  if (exchange == nullptr) return 0;
  if (exchange->body.size() + size > kMaxGrpcMessage + kFramePrefix) exchange->is_too_large = true;
  if (!exchange->is_too_large) exchange->body.append(reinterpret_cast<const char*>(data), size);
  return 0;
}

int GrpcSession::Parts::OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* of) {
  auto& parts = *static_cast<Parts*>(of);
  parts.has_understood = true;
  const bool may_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  if (!may_end || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
  Exchange* exchange = parts.Find(frame->hd.stream_id);
  if (exchange != nullptr && !exchange->is_answered) parts.Finish(frame->hd.stream_id, *exchange);
  return 0;
}

int GrpcSession::Parts::OnClose(nghttp2_session*, std::int32_t stream, std::uint32_t, void* of) {
  static_cast<Parts*>(of)->exchanges.erase(stream);
  return 0;
}

// The answer's message, and after it the status as trailers.
ssize_t GrpcSession::Parts::Read(nghttp2_session* session, std::int32_t stream, std::uint8_t* to, std::size_t room,
                                 std::uint32_t* flags, nghttp2_data_source*, void* of) {
  Exchange* exchange = static_cast<Parts*>(of)->Find(stream);
  if (exchange == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const std::size_t count = std::min(room, exchange->answer.size() - exchange->sent);
  std::memcpy(to, exchange->answer.data() + exchange->sent, count);
  exchange->sent += count;
  if (exchange->sent < exchange->answer.size()) return static_cast<ssize_t>(count);
  *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
  HeaderBlock status;
  AddStatus({}, status);
  const std::vector<nghttp2_nv> trailers = status.list();
  if (nghttp2_submit_trailer(session, stream, trailers.data(), trailers.size()) != 0) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }
  return static_cast<ssize_t>(count);
}

void GrpcSession::Parts::Finish(std::int32_t stream, Exchange& exchange) {
  exchange.is_answered = true;
  if (exchange.method != "POST") return Refuse(stream, "405");
  const std::string& type = exchange.content_type;
  if (type != "application/grpc" && !type.starts_with("application/grpc+") && !type.starts_with("application/grpc;")) {
    return Refuse(stream, "415");
  }
  Submit(stream, exchange, Outcome(exchange));
}

GrpcAnswer GrpcSession::Parts::Outcome(const Exchange& exchange) const {
  if (exchange.is_too_large) return {GrpcStatus::kResourceExhausted, "the message is larger than 64 KiB"};
  const std::optional<std::string_view> message = MessageOf(exchange.body);
  if (!message) return {GrpcStatus::kInvalidArgument, "the request is not one whole message"};
  if (exchange.body[0] != 0) return {GrpcStatus::kUnimplemented, "compressed messages are not taken"};
  return handler(exchange.path, *message);
}

// Not gRPC: an HTTP status, and nothing else.
void GrpcSession::Parts::Refuse(std::int32_t stream, const char* http_status) {
  HeaderBlock block;
  block.Add(":status", http_status);
  const std::vector<nghttp2_nv> headers = block.list();
  nghttp2_submit_response(session, stream, headers.data(), headers.size(), nullptr);
}

void GrpcSession::Parts::Submit(std::int32_t stream, Exchange& exchange, const GrpcAnswer& answer) {
  const bool is_good = answer.status == GrpcStatus::kOk;
  HeaderBlock block;
  block.Add(":status", "200").Add("content-type", "application/grpc");
  if (!is_good) AddStatus(answer, block);
  const std::vector<nghttp2_nv> headers = block.list();
  exchange.answer = is_good ? Framed(answer.message) : "";
  nghttp2_data_provider provider{};
  provider.read_callback = Read;
  nghttp2_submit_response(session, stream, headers.data(), headers.size(), is_good ? &provider : nullptr);
}

GrpcSession::GrpcSession(GrpcHandler handler) : parts_(std::make_unique<Parts>(std::move(handler))) {}
GrpcSession::~GrpcSession() = default;

bool GrpcSession::Receive(std::string_view bytes) {
  const auto taken =
      nghttp2_session_mem_recv(parts_->session, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return taken == static_cast<ssize_t>(bytes.size());
}

std::string GrpcSession::Pending() {
  std::string pending;
  while (pending.size() < kMostPending) {
    const std::uint8_t* data = nullptr;
    const ssize_t size = nghttp2_session_mem_send(parts_->session, &data);
    if (size <= 0) break;
    pending.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
  }
  return pending;
}

bool GrpcSession::IsOver() const {
  return nghttp2_session_want_read(parts_->session) == 0 && nghttp2_session_want_write(parts_->session) == 0;
}

bool GrpcSession::OwesUs() const { return !parts_->has_understood || !parts_->exchanges.empty(); }

void GrpcSession::SayGoodbye() {
  nghttp2_submit_goaway(parts_->session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(parts_->session),
                        NGHTTP2_NO_ERROR, nullptr, 0);
}

}  // namespace rolecall::server
