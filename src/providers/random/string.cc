// random_string, random_password, and the ephemeral random_password
#include <algorithm>
#include <iterator>

#include "providers/framework/schema_build.h"
#include "providers/random/characters.h"
#include "providers/random/resources.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

constexpr std::int64_t kMaxLength = 1 << 20;
constexpr std::int64_t kStringVersion = 2;
constexpr std::int64_t kPasswordVersion = 3;
constexpr const char* kKinds[] = {"lower", "numeric", "special", "upper"};

engine::BlockSchema StringSchema(bool is_password) {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["length"] = NumberAttribute(Use::kRequired);
  for (const char* kind : kKinds) {
    block.attributes[kind] = FlagAttribute(Use::kOptionalComputed);
    block.attributes[std::string("min_") + kind] = NumberAttribute(Use::kOptionalComputed);
  }
  block.attributes["number"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["number"].deprecated = "**NOTE**: This is deprecated, use `numeric` instead.";
  block.attributes["override_special"] = TextAttribute(Use::kOptional);
  block.attributes["result"] = TextAttribute(Use::kComputed);
  block.attributes["result"].sensitive = is_password;
  if (is_password) {
    block.attributes["bcrypt_hash"] = TextAttribute(Use::kComputed);
    block.attributes["bcrypt_hash"].sensitive = true;
  }
  return block;
}

// Whether the lengths and kinds that are asked for can be met.
void CheckString(const Object& config, Problems& problems) {
  std::int64_t least = 0;
  for (const char* kind : kKinds) {
    std::string name = std::string("min_") + kind;
    std::int64_t number = config.Integer(name);
    if (number < 0) {
      problems.push_back({name, "Attribute " + name + " value must be at least 0, got: " + std::to_string(number)});
    }
    least += std::max<std::int64_t>(number, 0);
  }
  if (!config.IsSet("length")) return;
  std::int64_t length = config.Integer("length");
  if (length < 1 || length > kMaxLength) {
    problems.push_back({"length", "Attribute length value must be at least 1 and at most " +
                                      std::to_string(kMaxLength) + ", got: " + std::to_string(length)});
  } else if (length < least) {
    problems.push_back({"length",
                        "Attribute length value must be at least the sum of min_upper + min_lower + "
                        "min_numeric + min_special (" +
                            std::to_string(least) + "), got: " + std::to_string(length)});
  }
}

void FillDefaults(Object& state) {
  for (const char* kind : kKinds) {
    if (!state.IsSet(kind)) state.SetFlag(kind, true);
    std::string least = std::string("min_") + kind;
    if (!state.IsSet(least)) state.SetInteger(least, 0);
  }
}

Rules StringRules() {
  Rules rules;
  for (const char* kind : kKinds) {
    // number and numeric are one: Plan() gives their default.
    if (std::string(kind) != "numeric") rules[kind] = Default(Value::Bool(true));
    rules[std::string("min_") + kind] = Default(Value::Int(0));
  }
  return rules;
}

class StringResource final : public KeptResource {
 public:
  StringResource(Random& random, bool is_password)
      : KeptResource(StringSchema(is_password), StringRules(), is_password ? kPasswordVersion : kStringVersion),
        random_(random),
        is_password_(is_password) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckString(config, problems);
    if (config.IsSet("number") && config.IsSet("numeric") && config.Flag("number") != config.Flag("numeric")) {
      problems.push_back({"number", "number and numeric are the same argument: give numeric only"});
    }
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    const Value& given = config.Get("numeric").IsNull() ? config.Get("number") : config.Get("numeric");
    Value numeric = given.IsNull() ? Value::Bool(true) : given;
    planned.Set("numeric", numeric);
    planned.Set("number", numeric);
    return KeptResource::Plan(prior, config, planned);
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    ROLECALL_TRY(std::string text, RandomCharacters(random_, state));
    return SetResult(std::move(text), state);
  }

  // The text itself.
  Result<void> Import(const std::string& id, Object& state) const override {
    state.SetInteger("length", static_cast<std::int64_t>(id.size()));
    FillAll(state);
    return SetResult(id, state);
  }

  // Before version 2 there was only `number`; before version 1 there was no hash; imported ones lack the defaults.
  void Upgrade(std::int64_t version, Object& state) const override {
    if (version == schema().version) return;
    if (!state.IsSet("length")) state.SetInteger("length", static_cast<std::int64_t>(state.Text("result").size()));
    if (!state.IsSet("numeric")) state.Set("numeric", state.Get("number"));
    FillAll(state);
    if (!is_password_ || !state.Text("bcrypt_hash").empty()) return;
    Result<std::string> hash = BcryptHash(random_, state.Text("result"));
    if (hash.ok()) state.SetText("bcrypt_hash", *hash);
  }

 private:
  static void FillAll(Object& state) {
    FillDefaults(state);
    if (!state.IsSet("number")) state.SetFlag("number", state.Flag("numeric"));
  }

  Result<void> SetResult(std::string text, Object& state) const {
    if (is_password_) {
      ROLECALL_TRY(std::string hash, BcryptHash(random_, text));
      state.SetText("bcrypt_hash", std::move(hash));
    }
    state.SetText("id", is_password_ ? "none" : text);
    state.SetText("result", std::move(text));
    return {};
  }

  Random& random_;
  bool is_password_;
};

engine::BlockSchema EphemeralPasswordSchema() {
  engine::BlockSchema block = StringSchema(true);
  block.attributes.erase("id");
  block.attributes.erase("number");
  return block;
}

class EphemeralPassword final : public DataSource {
 public:
  explicit EphemeralPassword(Random& random) : DataSource(EphemeralPasswordSchema()), random_(random) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckString(config, problems);
    const auto is_off = [&](const char* kind) { return config.IsSet(kind) && !config.Flag(kind); };
    if (std::all_of(std::begin(kKinds), std::end(kKinds), is_off)) {
      problems.push_back({"numeric", "At least one attribute out of [special,upper,lower,numeric] must be specified"});
    }
  }

  Result<void> Read(const Call&, Object& state) const override {
    FillDefaults(state);
    ROLECALL_TRY(std::string text, RandomCharacters(random_, state));
    ROLECALL_TRY(std::string hash, BcryptHash(random_, text));
    state.SetText("bcrypt_hash", std::move(hash));
    state.SetText("result", std::move(text));
    return {};
  }

 private:
  Random& random_;
};

}  // namespace

std::unique_ptr<const DataSource> MakeEphemeralPassword(Random& random) {
  return std::make_unique<EphemeralPassword>(random);
}
std::unique_ptr<const Resource> MakeString(Random& random) { return std::make_unique<StringResource>(random, false); }
std::unique_ptr<const Resource> MakePassword(Random& random) { return std::make_unique<StringResource>(random, true); }

}  // namespace rolecall::providers::random
