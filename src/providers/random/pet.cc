// random_pet
#include "providers/framework/schema_build.h"
#include "providers/random/resources.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

constexpr std::int64_t kMaxWords = 1024;

// Differs from the real provider: the words are our own.
constexpr const char* kAdverbs[] = {
    "boldly",   "bravely", "brightly", "calmly",  "clearly", "closely", "daily",   "deeply",   "duly",    "eagerly",
    "early",    "easily",  "evenly",   "fairly",  "firmly",  "fondly",  "freely",  "freshly",  "fully",   "gently",
    "gladly",   "happily", "highly",   "humbly",  "jointly", "justly",  "keenly",  "kindly",   "largely", "lightly",
    "likely",   "lively",  "loosely",  "loudly",  "mainly",  "mildly",  "mostly",  "nearly",   "neatly",  "newly",
    "nicely",   "openly",  "partly",   "plainly", "proudly", "quickly", "quietly", "rapidly",  "readily", "really",
    "richly",   "rightly", "safely",   "sharply", "shortly", "simply",  "slowly",  "smoothly", "softly",  "steadily",
    "strongly", "surely",  "sweetly",  "swiftly", "truly",   "usually", "vastly",  "warmly",   "widely",  "wisely"};
constexpr const char* kAdjectives[] = {
    "able",   "agile",  "amber",  "ample",   "apt",    "azure",   "bold",    "brave",  "bright", "brisk",  "calm",
    "casual", "clean",  "clear",  "clever",  "cosmic", "crisp",   "curious", "daring", "deep",   "direct", "eager",
    "early",  "easy",   "equal",  "even",    "exact",  "fair",    "famous",  "fast",   "fine",   "firm",   "fit",
    "fleet",  "fluent", "fond",   "free",    "fresh",  "gentle",  "glad",    "golden", "good",   "grand",  "great",
    "handy",  "happy",  "hardy",  "honest",  "huge",   "humble",  "ideal",   "jolly",  "keen",   "kind",   "large",
    "light",  "live",   "loyal",  "lucky",   "lunar",  "mellow",  "merry",   "mild",   "modest", "neat",   "new",
    "nice",   "nimble", "noble",  "novel",   "open",   "patient", "plain",   "polite", "prime",  "proud",  "pure",
    "quick",  "quiet",  "rapid",  "rare",    "ready",  "regal",   "rich",    "robust", "round",  "royal",  "safe",
    "sharp",  "silent", "simple", "sincere", "smart",  "smooth",  "snug",    "social", "solar",  "solid",  "sound",
    "steady", "still",  "strong", "sunny",   "super",  "sure",    "sweet",   "swift",  "tidy",   "tough",  "true",
    "useful", "valid",  "vast",   "vivid",   "warm",   "wealthy", "whole",   "wild",   "wise",   "witty"};
constexpr const char* kNames[] = {
    "adder",   "alpaca",  "ant",     "ape",    "badger", "bass",   "bat",     "bear",    "beaver",  "bee",
    "beetle",  "bison",   "boar",    "bobcat", "buck",   "bull",   "camel",   "carp",    "cat",     "cheetah",
    "cicada",  "civet",   "cobra",   "cod",    "colt",   "condor", "cougar",  "cow",     "coyote",  "crab",
    "crane",   "cricket", "crow",    "deer",   "dingo",  "dog",    "dolphin", "donkey",  "dove",    "dragon",
    "drake",   "duck",    "eagle",   "eel",    "egret",  "elk",    "falcon",  "fawn",    "ferret",  "finch",
    "fish",    "flea",    "fly",     "foal",   "fox",    "frog",   "gator",   "gazelle", "gecko",   "gibbon",
    "giraffe", "goat",    "goose",   "gopher", "grouse", "grub",   "gull",    "hare",    "hawk",    "heron",
    "hippo",   "hornet",  "horse",   "hound",  "hyena",  "ibex",   "ibis",    "iguana",  "jackal",  "jaguar",
    "jay",     "kite",    "kitten",  "koala",  "koi",    "lamb",   "lark",    "lemur",   "leopard", "lion",
    "lizard",  "llama",   "lobster", "lynx",   "macaw",  "magpie", "mammoth", "manatee", "marmot",  "martin",
    "marten",  "mink",    "mole",    "moose",  "moth",   "mouse",  "mule",    "newt",    "ocelot",  "octopus",
    "orca",    "osprey",  "ostrich", "otter",  "owl",    "ox",     "oyster",  "panda",   "panther", "parrot",
    "pelican", "penguin", "perch",   "pig",    "pigeon", "pika",   "pony",    "puma",    "puppy",   "quail",
    "rabbit",  "ram",     "raptor",  "raven",  "rhino",  "robin",  "salmon",  "seal",    "shark",   "sheep",
    "shrew",   "shrimp",  "skunk",   "sloth",  "snail",  "snake",  "sparrow", "spider",  "squid",   "stag",
    "stork",   "swan",    "swift",   "tapir",  "tern",   "thrush", "tick",    "tiger",   "toad",    "toucan",
    "trout",   "turkey",  "turtle",  "viper",  "vole",   "walrus", "wasp",    "weasel",  "whale",   "wolf",
    "wombat",  "worm",    "wren",    "yak",    "zebra"};

template <std::size_t kCount>
std::string OneOf(Random& random, const char* const (&words)[kCount]) {
  return words[random.Below(kCount)];
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
      pet += left == 1 ? OneOf(random_, kNames) : left == 2 ? OneOf(random_, kAdjectives) : OneOf(random_, kAdverbs);
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
