#include "store/etcd/etcd_client.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace rolecall::store {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kOneTry{3000}, kFirstPause{20}, kLongestPause{400}, kReadAgainEvery{2000};
constexpr char kRange[] = "/etcdserverpb.KV/Range", kTxn[] = "/etcdserverpb.KV/Txn";

milliseconds LeftOf(EtcdDeadline until) {
  const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
  return std::clamp(left, milliseconds(1), kOneTry);
}

bool IsTokenTrouble(const Error& error) {
  return error.code == ErrorCode::kUnauthenticated ||
         error.message.find("revision in header is old") != std::string::npos ||
         error.message.find("invalid auth token") != std::string::npos;
}

// It may work at another endpoint, or later.
bool IsPassing(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kDeadlineExceeded ||
         error.code == ErrorCode::kCancelled || error.message.find("too many requests") != std::string::npos;
}

template <typename Message>
Result<Message> Read(Result<std::string> answer) {
  if (!answer.ok()) {
    const ErrorCode code = IsPassing(answer.error()) ? ErrorCode::kUnavailable : answer.error().code;
    return Error{code, answer.error().message};
  }
  Message message;
  if (!message.ParseFromString(*answer)) return Error{ErrorCode::kUnavailable, "etcd's answer cannot be read"};
  return message;
}

}  // namespace

bool IsCertain(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kPermissionDenied:
    case ErrorCode::kUnauthenticated:
    case ErrorCode::kResourceExhausted:
    case ErrorCode::kUnimplemented: return true;
    case ErrorCode::kNotFound:
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kConflict:
    case ErrorCode::kUnavailable:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kDataLoss:
    case ErrorCode::kCancelled:
    case ErrorCode::kInternal: return false;
  }
  return false;
}

EtcdClient::EtcdClient(EtcdTarget target) : target_(std::move(target)) { MakeChannels(); }

void EtcdClient::MakeChannels() {
  channels_.clear();
  for (const std::string& endpoint : target_.endpoints) {
    channels_.push_back(std::make_shared<grpc::Channel>(grpc::Server{.is_unix = false,
                                                                     .address = endpoint,
                                                                     .server_certificate = target_.authorities,
                                                                     .client_certificate = target_.certificate,
                                                                     .client_key = target_.key,
                                                                     .tls = target_.tls,
                                                                     .named = true,
                                                                     .what = "etcd at " + endpoint}));
  }
}

std::shared_ptr<grpc::Channel> EtcdClient::ChannelOf(std::size_t endpoint) const {
  const std::lock_guard<std::mutex> lock(channels_mutex_);
  return channels_[endpoint];
}

// Calls that are on their way keep their channel.
void EtcdClient::TakeNewCertificates() {
  const std::lock_guard<std::mutex> lock(channels_mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!target_.read_again || now < read_again_at_) return;
  read_again_at_ = now + kReadAgainEvery;
  Result<EtcdCertificates> found = target_.read_again();
  if (!found.ok()) return;  // half written, maybe: the next time
  const bool is_same = found->authorities == target_.authorities && found->certificate == target_.certificate &&
                       found->key.Equals(target_.key.Reveal());
  if (is_same) return;
  target_.authorities = std::move(found->authorities);
  target_.certificate = std::move(found->certificate);
  target_.key = std::move(found->key);
  MakeChannels();
}

Result<std::vector<std::string>> EtcdClient::TokenHeader(std::size_t endpoint, EtcdDeadline until) {
  if (target_.user.empty()) return std::vector<std::string>();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (token_.empty()) {
    etcdserverpb::AuthenticateRequest request;
    request.set_name(target_.user);
    request.set_password(std::string(target_.password.Reveal()));
    ROLECALL_TRY(auto answer,
                 Read<etcdserverpb::AuthenticateResponse>(ChannelOf(endpoint)->Call(
                     "/etcdserverpb.Auth/Authenticate", request.SerializeAsString(), {}, {.timeout = LeftOf(until)})));
    token_ = answer.token();
  }
  return std::vector<std::string>{"token: " + token_};
}

void EtcdClient::Forget() {
  const std::lock_guard<std::mutex> lock(mutex_);
  token_.clear();
}

void EtcdClient::PassOver(std::size_t endpoint) {
  std::size_t expected = endpoint;
  preferred_.compare_exchange_strong(expected, (endpoint + 1) % target_.endpoints.size());
}

Result<std::string> EtcdClient::Send(std::size_t endpoint, const std::string& method, const std::string& message,
                                     EtcdDeadline until) {
  ROLECALL_TRY(const std::vector<std::string> headers, TokenHeader(endpoint, until));
  return ChannelOf(endpoint)->Call(method, message, {}, {.timeout = LeftOf(until), .headers = headers});
}

Result<std::string> EtcdClient::Once(const std::string& method, const std::string& message, EtcdDeadline until) {
  const std::size_t endpoint = preferred_.load();
  Result<std::string> answer = Send(endpoint, method, message, until);
  if (!answer.ok() && !target_.user.empty() && IsTokenTrouble(answer.error())) {
    Forget();
    answer = Send(endpoint, method, message, until);
  }
  if (!answer.ok() && IsPassing(answer.error())) {
    PassOver(endpoint);
    TakeNewCertificates();
  }
  return answer;
}

Result<std::string> EtcdClient::Repeat(const std::string& method, const std::string& message, EtcdDeadline until) {
  milliseconds pause = kFirstPause;
  while (true) {
    Result<std::string> answer = Once(method, message, until);
    if (answer.ok() || !IsPassing(answer.error()) || std::chrono::steady_clock::now() + pause >= until) return answer;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

Result<etcdserverpb::RangeResponse> EtcdClient::Range(const etcdserverpb::RangeRequest& request, EtcdDeadline until) {
  return Read<etcdserverpb::RangeResponse>(Repeat(kRange, request.SerializeAsString(), until));
}

Result<etcdserverpb::TxnResponse> EtcdClient::RepeatTxn(const etcdserverpb::TxnRequest& request, EtcdDeadline until) {
  return Read<etcdserverpb::TxnResponse>(Repeat(kTxn, request.SerializeAsString(), until));
}

Result<etcdserverpb::TxnResponse> EtcdClient::Txn(const etcdserverpb::TxnRequest& request, EtcdDeadline until) {
  return Read<etcdserverpb::TxnResponse>(Once(kTxn, request.SerializeAsString(), until));
}

void EtcdClient::Watch(const std::string& key, const std::function<void(std::string_view value)>& changed,
                       const std::atomic<bool>& stop) {
  etcdserverpb::WatchRequest request;
  request.mutable_create_request()->set_key(key);
  const std::size_t endpoint = preferred_.load();
  Result<std::vector<std::string>> headers = TokenHeader(endpoint, std::chrono::steady_clock::now() + kOneTry);
  if (!headers.ok()) return;
  const Result<void> ended = ChannelOf(endpoint)->Stream(
      "/etcdserverpb.Watch/Watch", request.SerializeAsString(), {.headers = *headers},
      [&](std::string_view message) {
        etcdserverpb::WatchResponse response;
        if (!response.ParseFromArray(message.data(), static_cast<int>(message.size()))) return false;
        for (const etcdserverpb::Event& event : response.events()) changed(event.kv().value());
        return !response.canceled();
      },
      stop);
  if (!ended.ok()) Forget();
  if (!ended.ok()) TakeNewCertificates();
}

}  // namespace rolecall::store
