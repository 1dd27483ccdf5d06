// From the arguments of a `backend "s3"` block to a backend with its credentials and clients.
#include <optional>

#include "base/encoding.h"
#include "engine/backend/arguments.h"
#include "engine/backend/aws_arguments.h"
#include "engine/backend/s3.h"

namespace rolecall::engine {
namespace {

constexpr const char* kWhere = "The backend \"s3\"";

struct Settings {
  S3BackendOptions backend;
  AwsSettings aws;
  aws::S3Options s3;
};

class Connection final : public S3Connection {
 public:
  Connection(std::unique_ptr<AwsConnection> connection, const aws::S3Options& options)
      : connection_(std::move(connection)), s3_(connection_->client(), options) {}

  aws::S3Client& s3() override { return s3_; }
  aws::Client& client() override { return connection_->client(); }
  Result<void> CheckAccount() override { return connection_->CheckAccount(); }

 private:
  std::unique_ptr<AwsConnection> connection_;
  aws::S3Client s3_;
};

std::string Tagging(const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string text;
  for (const auto& [key, tag] : tags) {
    if (!text.empty()) text += '&';
    text += PercentEncode(key) + "=" + PercentEncode(tag);
  }
  return text;
}

class S3ArgumentReader {
 public:
  S3ArgumentReader(const BackendConfig& config, const BackendContext& context, diag::Diagnostics& diagnostics)
      : config_(config),
        context_(context),
        diagnostics_(diagnostics),
        arguments_(config.arguments, "The backend \"s3\"", config.place, diagnostics) {}

  Settings Read() {
    ReadPlace();
    ReadEncryption();
    settings_.aws = ReadAwsArguments(arguments_, {kWhere, config_.place, context_, diagnostics_});
    settings_.aws.region = arguments_.Text("region");
    const bool forced = arguments_.Flag("force_path_style", false);
    settings_.s3.path_style = arguments_.Flag("use_path_style", forced);
    ReadEndpoints();
    ReadLockTable();
    arguments_.Finish();
    return std::move(settings_);
  }

 private:
  void ReadPlace() {
    S3BackendOptions& backend = settings_.backend;
    backend.bucket = arguments_.Required("bucket");
    backend.key = arguments_.Required("key");
    if (backend.key.starts_with('/') || backend.key.ends_with('/')) {
      arguments_.AddError("Invalid backend argument", "The backend \"s3\": \"key\" must not start or end with \"/\".");
    }
    backend.workspace_key_prefix = arguments_.Text("workspace_key_prefix", "env:");
    if (backend.workspace_key_prefix.starts_with('/') || backend.workspace_key_prefix.ends_with('/')) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": \"workspace_key_prefix\" must not start or end with \"/\".");
    }
    backend.acl = arguments_.Text("acl");
    backend.state_tags = Tagging(arguments_.TextMap("state_tags"));
    backend.lock_tags = Tagging(arguments_.TextMap("lock_tags"));
    backend.use_lockfile = arguments_.Flag("use_lockfile", false);
    backend.checksum = !arguments_.Flag("skip_s3_checksum", false);
  }

  void ReadEncryption() {
    S3BackendOptions& backend = settings_.backend;
    backend.encrypt = arguments_.Flag("encrypt", false);
    backend.kms_key_id = arguments_.Text("kms_key_id");
    std::string key = arguments_.Text("sse_customer_key");
    if (key.empty()) key = context_.environment->GetOr("AWS_SSE_CUSTOMER_KEY", "");
    if (key.empty()) return;
    const std::optional<std::string> bytes = Base64Decode(key);
    if (!bytes || bytes->size() != 32) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": \"sse_customer_key\" must be the base64 of 32 bytes (44 characters).");
    }
    if (!backend.kms_key_id.empty()) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": give either \"kms_key_id\" or \"sse_customer_key\", not both.");
    }
    backend.sse_customer_key = Secret(std::move(key));
  }

  void ReadEndpoints() {
    if (const auto block = arguments_.Object("endpoints")) {
      ArgumentReader nested(*block, "The backend \"s3\", \"endpoints\"", config_.place, diagnostics_);
      for (const char* service : {"s3", "sts", "iam", "dynamodb"})
        SetAwsEndpoint(settings_.aws, service, nested.Text(service));
      nested.Ignore("sso");
      nested.Finish();
    }
    const std::pair<const char*, const char*> deprecated[] = {
        {"endpoint", "s3"}, {"sts_endpoint", "sts"}, {"iam_endpoint", "iam"}, {"dynamodb_endpoint", "dynamodb"}};
    for (const auto& [name, service] : deprecated) {
      const std::string url = arguments_.Text(name);
      if (settings_.aws.endpoints.count(service) == 0) SetAwsEndpoint(settings_.aws, service, url);
    }
    const std::pair<const char*, const char*> legacy[] = {{"AWS_S3_ENDPOINT", "s3"},
                                                          {"AWS_STS_ENDPOINT", "sts"},
                                                          {"AWS_IAM_ENDPOINT", "iam"},
                                                          {"AWS_DYNAMODB_ENDPOINT", "dynamodb"}};
    for (const auto& [variable, service] : legacy) {
      if (settings_.aws.endpoints.count(service) == 0)
        SetAwsEndpoint(settings_.aws, service, context_.environment->GetOr(variable, ""));
    }
  }

  // Terraform 1.11 deprecates it, OpenTofu does not; both still lock so.
  void ReadLockTable() {
    std::string& table = settings_.backend.lock_table;
    table = arguments_.Text("dynamodb_table");
    if (!table.empty()) {
      diagnostics_.AddWarning("deprecated-argument", "Deprecated Parameter",
                              "The parameter \"dynamodb_table\" is deprecated. Use parameter \"use_lockfile\" instead.",
                              config_.place);
    }
    arguments_.Refuse("lock_table", "This older name of dynamodb_table is no longer known. Use use_lockfile = true.");
  }

  const BackendConfig& config_;
  const BackendContext& context_;
  diag::Diagnostics& diagnostics_;
  ArgumentReader arguments_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Backend> MakeS3Backend(const BackendConfig& config, const BackendContext& context,
                                       diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  Settings settings = S3ArgumentReader(config, context, found).Read();
  std::unique_ptr<AwsConnection> connection;
  if (!found.HasErrors()) connection = ConnectAws(std::move(settings.aws), context, config.place, found);
  diagnostics.Append(found);
  if (connection == nullptr) return nullptr;
  settings.backend.region = connection->client().region();
  return std::make_unique<S3Backend>(std::move(settings.backend),
                                     std::make_unique<Connection>(std::move(connection), settings.s3), *context.clock,
                                     *context.sleeper);
}

}  // namespace rolecall::engine
