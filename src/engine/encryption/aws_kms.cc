// key_provider "aws_kms": a data key that AWS KMS makes and seals; beside the state lies only what KMS opens.
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "base/encoding.h"
#include "engine/backend/arguments.h"
#include "engine/backend/aws_arguments.h"
#include "engine/encryption/key_provider.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMaxSealedKey = 16384;

struct KmsSettings {
  AwsSettings aws;
  std::string key_id, key_spec;
};

Result<KmsSettings> ReadKmsSettings(const KeyRequest& request) {
  diag::Diagnostics found;
  const std::string where = "the key provider";
  ArgumentReader arguments(request.arguments, where, {}, found);
  KmsSettings settings;
  settings.key_id = arguments.Text("kms_key_id");
  settings.key_spec = arguments.Text("key_spec");
  settings.aws = ReadAwsArguments(arguments, {where, {}, request.context, found});
  settings.aws.region = arguments.Text("region");
  if (const auto endpoints = arguments.Object("endpoints")) {
    ArgumentReader nested(*endpoints, where, {}, found);
    // Differs from OpenTofu: the address of KMS can be written here, too, not only in AWS_ENDPOINT_URL_KMS.
    for (const char* service : {"iam", "sts", "kms"}) SetAwsEndpoint(settings.aws, service, nested.Text(service));
    nested.Finish();
  }
  const auto fail = [](std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; };
  if (settings.key_id.empty()) return fail("no kms_key_id provided");
  if (settings.key_spec.empty()) return fail("no key_spec provided");
  if (settings.key_spec != "AES_256" && settings.key_spec != "AES_128") {
    return fail("invalid key_spec " + settings.key_spec + ", expected one of [AES_256 AES_128]");
  }
  if (found.HasErrors()) return fail(found.list().front().detail);
  return settings;
}

// Base64 in a member of the answer.
Result<std::string> BytesIn(const aws::ServiceResult<bj::value>& answer, const char* member) {
  if (!answer.ok()) return answer.error().ToError();
  const bj::value* text = answer->as_object().if_contains(member);
  std::optional<std::string> bytes;
  if (text != nullptr && text->is_string()) bytes = Base64Decode(std::string_view(text->as_string()));
  if (!bytes || bytes->empty()) return Error{ErrorCode::kInternal, std::string("KMS answered without ") + member};
  return *std::move(bytes);
}

}  // namespace

Result<ProvidedKeys> ProvideAwsKms(const KeyRequest& request) {
  ROLECALL_TRY(KmsSettings settings, ReadKmsSettings(request));
  const std::size_t size = settings.key_spec == "AES_256" ? 32 : 16;
  ProvidedKeys provided;
  provided.keys.encryption = Secret(std::string(size, '\0'));
  const bool opens = request.purpose == Purpose::kOpen && request.metadata;
  if (request.purpose != Purpose::kSeal && !opens) return provided;
  diag::Diagnostics found;
  const auto connection = ConnectAws(std::move(settings.aws), request.context, {}, found);
  if (connection == nullptr) return Error{ErrorCode::kInvalidArgument, found.list().front().detail};
  ROLECALL_RETURN_IF_ERROR(connection->CheckAccount());
  if (opens) {
    const json::ParseResult stored = json::Parse(*request.metadata, {.max_bytes = 64u << 10, .max_depth = 8});
    const std::string sealed = stored.root.TextOf("ciphertext_blob");
    if (!stored.error.empty() || sealed.size() > kMaxSealedKey) {
      return Error{ErrorCode::kDataLoss, "the stored metadata are damaged"};
    }
    if (sealed.empty()) return provided;
    const auto answer =
        connection->client().Json(aws::kKms, "Decrypt", {{"KeyId", settings.key_id}, {"CiphertextBlob", sealed}});
    ROLECALL_TRY(std::string key, BytesIn(answer, "Plaintext"));
    provided.keys.decryption = Secret(std::move(key));
    return provided;
  }
  const auto answer = connection->client().Json(aws::kKms, "GenerateDataKey",
                                                {{"KeyId", settings.key_id}, {"KeySpec", settings.key_spec}});
  ROLECALL_TRY(std::string key, BytesIn(answer, "Plaintext"));
  provided.keys.encryption = Secret(std::move(key));
  ROLECALL_TRY(const std::string sealed, BytesIn(answer, "CiphertextBlob"));
  provided.metadata = "{\"ciphertext_blob\":\"" + Base64Encode(sealed) + "\"}";
  return provided;
}

}  // namespace rolecall::engine
