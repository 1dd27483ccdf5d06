#include "cli/packages/bucket_packages.h"

#include <filesystem>
#include <utility>

#include "cli/packages/bad_package.h"
#include "cli/packages/inner_path.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {
namespace {

namespace fs = std::filesystem;

aws::S3Options OptionsFor(const BucketAddress& address) { return {.path_style = !address.endpoint.empty()}; }

Result<std::string> Get(aws::S3Client& s3, const std::string& bucket, const std::string& key,
                        const std::string& version = "") {
  auto object = s3.GetObject(bucket, key, {}, version);
  if (!object.ok()) return object.error().ToError();
  return std::move(object->body);
}

Result<void> WriteFile(const engine::BackendContext& context, const fs::path& path, const std::string& bytes) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) {
    return Error{ErrorCode::kInternal, "cannot make " + path.parent_path().string() + ": " + failed.message()};
  }
  return context.files->Write(path.string(), bytes, FileMode::kPublic);
}

}  // namespace

Result<std::unique_ptr<engine::AwsConnection>> BucketPackages::Connect(const BucketAddress& address) const {
  engine::AwsSettings settings;
  settings.where = "A module in S3";
  settings.region = address.region;
  settings.chain.profile = address.profile;
  engine::SetAwsEndpoint(settings, "s3", address.endpoint);
  diag::Diagnostics problems;
  std::unique_ptr<engine::AwsConnection> connection = engine::ConnectAws(std::move(settings), context_, {}, problems);
  if (connection != nullptr) return connection;
  return BadPackage(problems.empty() ? "no connection" : problems.list().front().detail);
}

Result<std::string> BucketPackages::Object(const BucketAddress& address) const {
  ROLECALL_TRY(const std::unique_ptr<engine::AwsConnection> connection, Connect(address));
  aws::S3Client s3(connection->client(), OptionsFor(address));
  return Get(s3, address.bucket, address.key, address.version);
}

Result<void> BucketPackages::Directory(const BucketAddress& address, const std::string& directory) const {
  if (!address.version.empty()) return BadPackage("a version is one of an object, and the address is no archive");
  ROLECALL_TRY(const std::unique_ptr<engine::AwsConnection> connection, Connect(address));
  aws::S3Client s3(connection->client(), OptionsFor(address));
  const std::string prefix = address.key + "/";
  const auto listing = s3.ListObjectsV2(address.bucket, prefix, "", bounds_.max_objects + 1);
  if (!listing.ok()) return listing.error().ToError();
  if (listing->objects.empty()) {
    return Error{ErrorCode::kNotFound, "the bucket \"" + address.bucket + "\" has nothing below \"" + prefix + "\""};
  }
  if (listing->objects.size() > bounds_.max_objects) {
    return BadPackage("there are more than " + std::to_string(bounds_.max_objects) + " objects below \"" + prefix +
                      "\"");
  }
  const Error too_large = BadPackage("the objects below \"" + prefix + "\" have more than " +
                                     std::to_string(bounds_.max_bytes) + " bytes together");
  std::size_t left = bounds_.max_bytes;
  for (const aws::S3ListedObject& object : listing->objects) {
    if (object.key.ends_with('/')) continue;  // a folder as consoles make it
    if (!object.key.starts_with(prefix)) return BadPackage("S3 listed what was not asked for: " + object.key);
    ROLECALL_TRY(const fs::path name, InnerPath(object.key.substr(prefix.size())));
    if (object.size > left) return too_large;
    ROLECALL_TRY(const std::string bytes, Get(s3, address.bucket, object.key));
    if (bytes.size() > left) return too_large;
    left -= bytes.size();
    ROLECALL_RETURN_IF_ERROR(WriteFile(context_, fs::path(directory) / name, bytes));
  }
  return {};
}

}  // namespace rolecall::cli
