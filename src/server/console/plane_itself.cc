#include "server/console/plane_itself.h"

#include <array>
#include <span>
#include <string_view>

namespace rolecall::server {
namespace {

Error TooLarge() { return {ErrorCode::kResourceExhausted, "the plane's answer is larger than what is taken here"}; }

// A body that is read as it is sent becomes one that is whole.
Result<void> TakeBody(http::Response& response, std::size_t most) {
  if (response.source == nullptr) return response.body.size() > most ? Result<void>(TooLarge()) : Result<void>();
  std::array<char, 16384> piece{};
  for (;;) {
    ROLECALL_TRY(const std::size_t got, response.source->Read(std::span<char>(piece)));
    if (got == 0) break;
    if (response.body.size() + got > most) return TooLarge();
    response.body.append(piece.data(), got);
  }
  response.source = nullptr;
  return {};
}

}  // namespace

Result<http::Response> PlaneItself::Send(const http::ClientRequest& request) {
  const std::size_t scheme = request.url.find("://");
  if (scheme == std::string::npos) return Error{ErrorCode::kInvalidArgument, "no URL"};
  const std::string_view rest = std::string_view(request.url).substr(scheme + 3);
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  std::string target(rest.substr(slash));
  if (!target.starts_with('/')) target.insert(0, "/");
  http::Request inner{.method = request.method, .target = std::move(target), .headers = request.headers};
  if (inner.headers.Find("Host") == nullptr) inner.headers.Set("Host", std::string(rest.substr(0, slash)));
  inner.body = request.body;
  inner.peer_address = peer_address_;
  inner.tls = tls_;
  inner.tls_version = tls_version_;
  http::Response response = handle_(inner);
  if (response.head_only) response.body.clear();
  ROLECALL_RETURN_IF_ERROR(TakeBody(response, request.max_response_bytes));
  return response;
}

}  // namespace rolecall::server
