#include "services/kms/context.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "services/kms/errors.h"
#include "services/kms/grant_records.h"

namespace rolecall::services::kms {
namespace {

constexpr std::size_t kMaxContextBytes = 8192;

bool DifferInCaseAlone(directory::Tags context) {
  for (auto& pair : context) pair.first = LowerAscii(pair.first);
  std::ranges::sort(context);
  return std::ranges::adjacent_find(context, {}, &std::pair<std::string, std::string>::first) != context.end();
}

}  // namespace

std::optional<Secret> ReadBytes(JsonInput& input, std::string_view name, ByteBounds bounds) {
  std::optional<std::string> text = input.Text(name, {.min = 0, .max = SIZE_MAX, .secret = true});
  if (!text) return std::nullopt;
  std::optional<std::string> bytes = Base64Decode(*text);
  Wipe(*text);
  if (!bytes) {
    input.Complain(name, "", "Member must be base64");
    return std::nullopt;
  }
  if (bytes->size() < bounds.min) {
    input.Complain(name, "", "Member must have length greater than or equal to " + std::to_string(bounds.min));
  }
  if (bytes->size() > bounds.max) {
    input.Complain(name, "", "Member must have length less than or equal to " + std::to_string(bounds.max));
  }
  return Secret(*std::move(bytes));
}

Secret RequiredBytes(JsonInput& input, std::string_view name, ByteBounds bounds) {
  if (!input.Has(name)) {
    (void)input.Required(name);
    return {};
  }
  return ReadBytes(input, name, bounds).value_or(Secret());
}

Checked<directory::Tags> ReadContext(JsonInput& input, std::string_view name) {
  directory::Tags context;
  const boost::json::object* object = input.Object(name);
  if (object == nullptr) return context;
  std::size_t bytes = 0;
  for (const auto& pair : *object) {
    if (!pair.value().is_string()) {
      return aws::ErrorShape{400, "SerializationException", "A member of the request has the wrong type."};
    }
    context.emplace_back(std::string(pair.key()), std::string(pair.value().get_string()));
    bytes += context.back().first.size() + context.back().second.size();
    if (bytes > kMaxContextBytes) return Validation("The encryption context is too large.");
  }
  if (DifferInCaseAlone(context)) return Validation("The encryption context has names that differ in case only.");
  return context;
}

Checked<bool> ReadCommon(JsonInput& input) {
  for (const char* name : {"EncryptionAlgorithm", "SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm"}) {
    (void)input.OneOf(name, {"SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"});
  }
  // A grant counts from the moment that it is made: a token adds nothing, but it must be one.
  for (const std::string& token : input.Texts("GrantTokens", {.max = 10, .item = {.min = 1, .max = 8192}})) {
    if (!KeyOfToken(token)) return InvalidGrantToken();
  }
  const bool is_dry = input.Flag("DryRun");
  if (input.Has("Recipient")) return Unsupported("Recipient (attestation documents) is not served here.");
  return is_dry;
}

}  // namespace rolecall::services::kms
