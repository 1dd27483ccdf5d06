// random_id, random_bytes
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "providers/framework/schema_build.h"
#include "providers/random/resources.h"

namespace rolecall::providers::random {
namespace {

constexpr std::int64_t kMaxBytes = 1 << 20;

std::string RandomBytes(Random& random, std::int64_t length) {
  std::string bytes(static_cast<std::size_t>(length), '\0');
  random.Fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

// The big-endian number that the bytes are, in decimal digits.
std::string DecimalOf(const std::string& bytes) {
  constexpr std::uint32_t kBase = 1000000000;
  std::vector<std::uint32_t> limbs = {0};  // least significant first, of nine digits each
  for (unsigned char byte : bytes) {
    std::uint64_t carry = byte;
    for (std::uint32_t& limb : limbs) {
      carry += static_cast<std::uint64_t>(limb) << 8;
      limb = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
    }
    if (carry > 0) limbs.push_back(static_cast<std::uint32_t>(carry));
  }
  std::string text = std::to_string(limbs.back());
  for (auto limb = limbs.rbegin() + 1; limb != limbs.rend(); ++limb) {
    std::string digits = std::to_string(*limb);
    text.append(9 - digits.size(), '0').append(digits);
  }
  return text;
}

void ValidateLength(const Object& config, const char* attribute, std::int64_t max, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  std::int64_t length = config.Integer(attribute);
  if (length >= 1 && length <= max) return;
  problems.push_back({attribute, "Attribute " + std::string(attribute) + " value must be between 1 and " +
                                     std::to_string(max) + ", got: " + std::to_string(length)});
}

engine::BlockSchema IdSchema() {
  engine::BlockSchema block;
  block.attributes["byte_length"] = NumberAttribute(Use::kRequired);
  block.attributes["prefix"] = TextAttribute(Use::kOptional);
  for (const char* name : {"id", "b64_std", "b64_url", "dec", "hex"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  return block;
}

class IdResource final : public KeptResource {
 public:
  explicit IdResource(Random& random) : KeptResource(IdSchema(), {}), random_(random) {}

  void Validate(const Object& config, Problems& problems) const override {
    // Its decimal form takes quadratic time.
    ValidateLength(config, "byte_length", 4096, problems);
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    SetForms(RandomBytes(random_, state.Integer("byte_length")), state);
    return {};
  }

  // "PREFIX,B64_URL" or "B64_URL".
  Result<void> Import(const std::string& id, Object& state) const override {
    std::size_t comma = id.rfind(',');
    std::string text = comma == std::string::npos ? id : id.substr(comma + 1);
    std::optional<std::string> bytes = Base64UrlDecode(text);
    if (!bytes || bytes->empty() || bytes->size() > 4096) {
      return Error{ErrorCode::kInvalidArgument,
                   "the import id must be [PREFIX,]B64_URL; \"" + text + "\" is not in base64url without padding"};
    }
    if (comma != std::string::npos) state.SetText("prefix", id.substr(0, comma));
    state.SetInteger("byte_length", static_cast<std::int64_t>(bytes->size()));
    SetForms(*bytes, state);
    return {};
  }

 private:
  static void SetForms(const std::string& bytes, Object& state) {
    std::string prefix = state.Text("prefix");
    std::string url = Base64UrlEncode(bytes);
    state.SetText("id", url);
    state.SetText("b64_url", prefix + url);
    state.SetText("b64_std", prefix + Base64Encode(bytes));
    state.SetText("hex", prefix + HexEncode(bytes));
    state.SetText("dec", prefix + DecimalOf(bytes));
  }

  Random& random_;
};

engine::BlockSchema BytesSchema() {
  engine::BlockSchema block;
  block.attributes["length"] = NumberAttribute(Use::kRequired);
  for (const char* name : {"base64", "hex"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes[name].sensitive = true;
  }
  return block;
}

class BytesResource final : public KeptResource {
 public:
  explicit BytesResource(Random& random) : KeptResource(BytesSchema(), {}), random_(random) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateLength(config, "length", kMaxBytes, problems);
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    SetForms(RandomBytes(random_, state.Integer("length")), state);
    return {};
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    std::optional<std::string> bytes = Base64Decode(id);
    if (!bytes || bytes->empty()) {
      return Error{ErrorCode::kInvalidArgument, "the import id must be the bytes in standard base64"};
    }
    state.SetInteger("length", static_cast<std::int64_t>(bytes->size()));
    SetForms(*bytes, state);
    return {};
  }

 private:
  static void SetForms(const std::string& bytes, Object& state) {
    state.SetText("base64", Base64Encode(bytes));
    state.SetText("hex", HexEncode(bytes));
  }

  Random& random_;
};

}  // namespace

std::unique_ptr<const Resource> MakeId(Random& random) { return std::make_unique<IdResource>(random); }
std::unique_ptr<const Resource> MakeBytes(Random& random) { return std::make_unique<BytesResource>(random); }

}  // namespace rolecall::providers::random
