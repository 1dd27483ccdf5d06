// Envelope: an encrypted state or plan as OpenTofu writes it, a JSON object around the sealed bytes:
//
//   {"serial":1,"lineage":"…","meta":{"key_provider.pbkdf2.k":"BASE64"},"encrypted_data":"BASE64","encryption_version":"v0"}
//
// `meta` is what key providers need to make the key again (salts, keys sealed by KMS), no secret. Serial and lineage
// stand only in states, and are compared with those inside. Bounds: as states. Pure.
#ifndef ROLECALL_ENGINE_ENCRYPTION_ENVELOPE_H_
#define ROLECALL_ENGINE_ENCRYPTION_ENVELOPE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::engine {

// By the key provider's address or alias; the texts are JSON.
using KeyMetadata = std::map<std::string, std::string>;

// What of a state stays readable.
struct StateLabel {
  std::optional<std::int64_t> serial;
  std::string lineage;
};

struct Envelope {
  StateLabel label;
  KeyMetadata metadata;
  std::string sealed;
};

// kInvalidArgument: none, damaged, or of another version.
Result<Envelope> ParseEnvelope(std::string_view bytes);
std::string FormatStateEnvelope(const Envelope& envelope);
std::string FormatPlanEnvelope(const Envelope& envelope);

// Of a state file's text; an empty label if it says nothing.
StateLabel LabelOfState(std::string_view state);
// Whether it is a state that is not encrypted.
bool IsPlainState(std::string_view bytes);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_ENVELOPE_H_
