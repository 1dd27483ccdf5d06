#include "cli/packages/bucket_address.h"

#include <algorithm>
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

// The scheme and host of the address, and what is behind them.
struct UrlParts {
  std::string scheme, host, path;
};

std::optional<UrlParts> SplitUrl(const std::string& url) {
  const std::size_t end = url.find("://");
  if (end == std::string::npos) return std::nullopt;
  const std::size_t slash = url.find('/', end + 3);
  if (slash == std::string::npos || slash == end + 3) return std::nullopt;
  return UrlParts{url.substr(0, end), LowerAscii(url.substr(end + 3, slash - end - 3)), url.substr(slash + 1)};
}

// Who is asked, and in which region; the bucket too where the host names it. Nothing: it is no host of S3.
std::optional<BucketAddress> ReadHost(const UrlParts& url, const engine::RemotePackage& package) {
  if ((url.scheme != "https" && url.scheme != "http") || url.host.find('@') != std::string::npos) return std::nullopt;
  if (const auto names = AwsNames(url.host)) return ReadAwsHost(*names);
  BucketAddress address;
  address.endpoint = url.scheme + "://" + url.host;
  address.region = package.Argument("region");
  return address;
}

// What the path says: the bucket, unless it is known, and the key.
bool ReadPath(std::string path, BucketAddress& address) {
  if (address.bucket.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    address.bucket = path.substr(0, end);
    path.erase(0, end + 1);
  }
  address.key = PercentDecode(path).value_or("");
  while (address.key.ends_with('/')) address.key.pop_back();
  return !address.bucket.empty() && !address.key.empty();
}

}  // namespace

Result<BucketAddress> ParseBucketAddress(const engine::RemotePackage& package) {
  for (const char* key : {"aws_access_key_id", "aws_access_key_secret", "aws_access_token"}) {
    if (package.Argument(key).empty()) continue;
    return BadPackage(
        std::string("the argument ") + key +
        " would put a key into the configuration: use the environment, a profile (aws_profile) or a role");
  }
  const std::optional<UrlParts> url = SplitUrl(package.url);
  std::optional<BucketAddress> address = url ? ReadHost(*url, package) : std::nullopt;
  if (!address || !ReadPath(url->path, *address)) {
    return BadPackage("an address of S3 is s3::https://HOST/BUCKET/KEY, without user and password");
  }
  address->version = package.Argument("version");
  address->profile = package.Argument("aws_profile");
  return *std::move(address);
}

}  // namespace rolecall::cli
