// random_pet
#include "embedded/table.h"
#include "providers/framework/schema_build.h"
#include "providers/random/resources.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

constexpr std::int64_t kMaxWords = 1024;

// Differs from the real provider: the words are our own.
struct PetWords {
  std::vector<std::string> adverbs, adjectives, names;
};

const PetWords& Pets() {
  static const auto* const kPets = [] {
    auto* pets = new PetWords();
    for (const embedded::Row& row : embedded::ReadTable("pet-words.tsv", {"kind", "word"})) {
      auto& words = row[0] == "adverb" ? pets->adverbs : row[0] == "adjective" ? pets->adjectives : pets->names;
      words.emplace_back(row[1]);
    }
    return pets;
  }();
  return *kPets;
}

const std::string& OneOf(Random& random, const std::vector<std::string>& words) {
  return words[random.Below(words.size())];
}

engine::BlockSchema PetSchema() {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["length"] = NumberAttribute(Use::kOptionalComputed);
  block.attributes["prefix"] = TextAttribute(Use::kOptional);
  block.attributes["separator"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class PetResource final : public KeptResource {
 public:
  explicit PetResource(Random& random)
      : KeptResource(PetSchema(), {{"length", Default(Value::Int(2))}, {"separator", Default(Value::String("-"))}}),
        random_(random) {}

  void Validate(const Object& config, Problems& problems) const override {
    std::int64_t length = config.Integer("length", 2);
    if (length < 0 || length > kMaxWords) {
      problems.push_back({"length", "Attribute length value must be between 0 and " + std::to_string(kMaxWords) +
                                        ", got: " + std::to_string(length)});
    }
  }

  // Adverbs, an adjective, a name, as many as wanted.
  Result<void> Create(const Call&, const Object&, Object& state) const override {
    std::int64_t length = state.Integer("length", 2);
    std::string separator = state.IsSet("separator") ? state.Text("separator") : "-";
    std::string pet = state.Text("prefix");
    bool is_first = pet.empty();
    for (std::int64_t left = length; left > 0; --left) {
      if (!is_first) pet += separator;
      is_first = false;
      pet += left == 1   ? OneOf(random_, Pets().names)
             : left == 2 ? OneOf(random_, Pets().adjectives)
                         : OneOf(random_, Pets().adverbs);
    }
    state.SetText("id", std::move(pet));
    return {};
  }

  Result<void> Import(const std::string&, Object&) const override {
    return Error{ErrorCode::kUnimplemented, "this type cannot be imported"};
  }

 private:
  Random& random_;
};

}  // namespace

std::unique_ptr<const Resource> MakePet(Random& random) { return std::make_unique<PetResource>(random); }

}  // namespace rolecall::providers::random
