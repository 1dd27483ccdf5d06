#include "cli/packages/bucket_address.h"

#include <optional>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "cli/packages/bad_package.h"

namespace rolecall::cli {
namespace {

// "s3-eu-west-1" and "s3" of the old names of hosts.
bool IsService(const std::string& label) { return label == "s3" || label.starts_with("s3-"); }

std::string RegionOf(const std::string& service) {
  return service == "s3" ? "us-east-1" : service.substr(std::string("s3-").size());
}

// Of a host of AWS's: region, and the bucket where the host names it. Nothing: no host of S3.
std::optional<BucketAddress> ReadAwsHost(const std::string& names) {
  const std::vector<std::string> labels = SplitStrings(names, '.');
  BucketAddress address;
  if (labels.size() == 1 && IsService(labels[0])) {
    address.region = RegionOf(labels[0]);
  } else if (labels.size() == 2 && labels[0] == "s3") {
    address.region = labels[1];
  } else if (labels.size() == 2 && IsService(labels[1])) {
    address.bucket = labels[0];
    address.region = RegionOf(labels[1]);
  } else if (labels.size() == 3 && labels[1] == "s3") {
    address.bucket = labels[0];
    address.region = labels[2];
  } else {
    return std::nullopt;
  }
  return address;
}

// The names before AWS's domain; nothing for any other host.
std::optional<std::string> AwsNames(const std::string& host) {
  for (const std::string domain : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (host.ends_with(domain)) return host.substr(0, host.size() - domain.size());
  }
  return std::nullopt;
}

}  // namespace

Result<BucketAddress> ParseBucketAddress(const engine::RemotePackage& package) {
  for (const char* key : {"aws_access_key_id", "aws_access_key_secret", "aws_access_token"}) {
    if (package.Argument(key).empty()) continue;
    return BadPackage(
        std::string("the argument ") + key +
        " would put a key into the configuration: use the environment, a profile (aws_profile) or a role");
  }
  const std::string wrong = "the address is not one of S3: " + package.url;
  const std::size_t scheme = package.url.find("://");
  if (scheme == std::string::npos) return BadPackage(wrong);
  const std::string name = package.url.substr(0, scheme);
  if (name != "https" && name != "http") return BadPackage(wrong);
  const std::string rest = package.url.substr(scheme + 3);
  const std::size_t slash = rest.find('/');
  if (slash == std::string::npos || slash == 0) return BadPackage(wrong);
  const std::string host = LowerAscii(rest.substr(0, slash));
  std::string path = rest.substr(slash + 1);

  BucketAddress address;
  if (const auto names = AwsNames(host)) {
    std::optional<BucketAddress> read = ReadAwsHost(*names);
    if (!read) return BadPackage(wrong);
    address = *std::move(read);
  } else {
    if (host.find('@') != std::string::npos) return BadPackage("an address of S3 has no user and password");
    address.endpoint = name + "://" + host;
    address.region = package.Argument("region");
  }
  if (address.bucket.empty()) {
    const std::size_t end = path.find('/');
    if (end == std::string::npos) return BadPackage(wrong);
    address.bucket = path.substr(0, end);
    path.erase(0, end + 1);
  }
  const std::optional<std::string> key = PercentDecode(path);
  if (!key) return BadPackage(wrong);
  address.key = *key;
  while (address.key.ends_with('/')) address.key.pop_back();
  if (address.bucket.empty() || address.key.empty()) return BadPackage(wrong);
  address.version = package.Argument("version");
  address.profile = package.Argument("aws_profile");
  return address;
}

}  // namespace rolecall::cli
