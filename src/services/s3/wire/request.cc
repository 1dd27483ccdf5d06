#include "services/s3/wire/request.h"

#include "base/encoding.h"

namespace rolecall::services::s3::wire {
std::string BucketOfHost(std::string_view host) {
  host = host.substr(0, host.find(':'));
  for (const std::string_view marker : {".s3.", ".s3-", ".localhost"}) {
    const std::size_t at = host.find(marker);
    if (at != std::string_view::npos && at > 0) return std::string(host.substr(0, at));
  }
  return "";
}

const std::string* S3Request::Find(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string S3Request::Get(std::string_view name, std::string_view otherwise) const {
  const std::string* found = Find(name);
  return found != nullptr ? *found : std::string(otherwise);
}

Checked<S3Request> ReadRequest(const http::Request& request, const std::string& host_label) {
  S3Request result;
  std::optional<http::QueryParameters> parameters = http::ParseQuery(request.query());
  const std::optional<std::string> path = PercentDecode(request.path());
  if (!parameters || !path || !path->starts_with('/')) {
    return aws::ErrorShape{400, "InvalidURI", "Couldn't parse the specified URI."};
  }
  result.parameters = *std::move(parameters);
  std::string_view rest = std::string_view(*path).substr(1);
  result.bucket = host_label.empty() ? BucketOfHost(request.headers.Get("Host")) : host_label;
  if (result.bucket.empty()) {
    const std::size_t slash = rest.find('/');
    result.bucket = std::string(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  result.key = std::string(rest);
  if (result.key.size() > kMaxKeyBytes) {
    return aws::ErrorShape{
        400,
        "KeyTooLongError",
        "Your key is too long",
        {{"Size", std::to_string(result.key.size())}, {"MaxSizeAllowed", std::to_string(kMaxKeyBytes)}}};
  }
  if (result.key.find('\0') != std::string::npos) {
    return aws::ErrorShape{400, "InvalidURI", "Couldn't parse the specified URI."};
  }
  return result;
}

}  // namespace rolecall::services::s3::wire
