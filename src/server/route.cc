#include "server/route.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kLookedAtBytes = 64u << 10;  // of a body, for its Action

// The raw value of a parameter of "a=b&c=d", without decoding: the names looked for need none.
std::string_view RawParameter(std::string_view text, std::string_view name) {
  text = text.substr(0, kLookedAtBytes);
  while (!text.empty()) {
    std::string_view piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (piece.size() > name.size() && piece.starts_with(name) && piece[name.size()] == '=') {
      return piece.substr(name.size() + 1);
    }
  }
  return {};
}

std::string_view QueryText(const http::Request& request) {
  return IsForm(request) ? std::string_view(request.body) : request.query();
}

}  // namespace

std::string_view ServiceOfHost(std::string_view host) {
  const std::string lower = LowerAscii(host.substr(0, host.find(':')).substr(0, 255));
  std::size_t domain = lower.find(".amazonaws.com");
  if (domain == lower.npos) return "";
  std::string_view name = std::string_view(lower).substr(0, domain);
  // BUCKET.s3.REGION; a bucket may be called like a service.
  if (name == "s3" || name.starts_with("s3.") || name.starts_with("s3-") || name.ends_with(".s3") ||
      name.find(".s3.") != name.npos || name.find(".s3-") != name.npos) {
    return "s3";
  }
  std::string_view first = name.substr(0, name.find('.'));
  for (std::string_view service :
       {"iam", "sts", "secretsmanager", "ssm", "organizations", "kms", "eks-auth", "eks", "ec2"}) {
    if (first == service || (first.starts_with(service) && first.substr(service.size()) == "-fips")) return service;
  }
  return "";
}

std::string LabelOfHost(std::string_view host, const std::vector<std::string>& names) {
  const std::string lower = LowerAscii(host.substr(0, host.find(':')).substr(0, 255));
  for (const std::string& name : names) {
    if (lower.size() <= name.size() + 1 || !lower.ends_with(name)) continue;
    if (lower[lower.size() - name.size() - 1] == '.') return lower.substr(0, lower.size() - name.size() - 1);
  }
  return "";
}

std::string_view ServiceOfScope(const http::Request& request) {
  constexpr std::string_view kCredential = "Credential=";
  std::string_view scope = request.headers.Get("Authorization");
  std::size_t at = scope.find(kCredential);
  std::string_view slash = "/";
  if (at == scope.npos) {
    scope = request.query();
    at = scope.find("X-Amz-Credential=");
    if (at == scope.npos) return "";
    at += 6;
    slash = "%2F";
  }
  scope.remove_prefix(at + kCredential.size());
  // ID/DATE/REGION/SERVICE/…
  for (int i = 0; i < 3; ++i) {
    const std::size_t end = scope.find(slash);
    if (end == scope.npos) return "";
    scope.remove_prefix(end + slash.size());
  }
  return scope.substr(0, std::min(scope.find(slash), scope.size()));
}

std::string_view ServiceOfContent(const http::Request& request) {
  const std::string_view target = request.headers.Get("X-Amz-Target");
  if (target.starts_with("secretsmanager.")) return "secretsmanager";
  if (target.starts_with("AmazonSSM.")) return "ssm";
  if (target.starts_with("AWSOrganizationsV20161128.")) return "organizations";
  if (target.starts_with("TrentService.")) return "kms";
  std::string_view text = QueryText(request);
  std::string_view action = RawParameter(text, "Action");
  if (action.empty()) return "s3";
  std::string_view version = RawParameter(text, "Version");
  if (version == "2010-05-08") return "iam";
  if (version == "2016-11-15") return "ec2";
  if (version == "2011-06-15" || action.starts_with("AssumeRole")) return "sts";
  return "iam";
}

bool IsForm(const http::Request& request) {
  return request.path() == "/" && request.headers.Get("Content-Type").starts_with("application/x-www-form-urlencoded");
}

std::string_view ActionOf(const http::Request& request) { return RawParameter(QueryText(request), "Action"); }

aws::Protocol GuessProtocol(const http::Request& request) {
  if (request.headers.Find("X-Amz-Target") != nullptr) return aws::Protocol::kJson11;
  return ActionOf(request).empty() ? aws::Protocol::kRestJson : aws::Protocol::kQuery;
}

}  // namespace rolecall::server
