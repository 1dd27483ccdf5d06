// Sets of texts: what a pattern of a policy matches, as units over which sets can be held against each other.
//
//   TextSet get = ActionSet("s3:Get*"), one = ActionSet("S3:GetObject");
//   Covers(get, one) == true;  Meets(get, one) == true;  Contains(get, "s3:getobject") == true
//
// A TextSet is a glob over UTF-16 units, as AWS counts them, with what policies need beyond `*` and `?`: wildcards that
// stay within a part of an ARN, letters in either case, and policy variables. A variable is a letter of its own that
// only itself and `*` match: what is so shown to be included is included whatever the variable's value is
// (find_text.h). Which text of a policy becomes which units stands above each function in text_set.cc;
// decide/pattern.cc and document/operators.cc are what it has to agree with, and the tests hold it against them.
//
// Pure values; any thread.
#ifndef ROLECALL_POLICY_ACCESS_SETS_TEXT_SET_H_
#define ROLECALL_POLICY_ACCESS_SETS_TEXT_SET_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/pattern.h"
#include "policy/document/document.h"

namespace rolecall::policy {

using TextSet = std::u32string;
using TextSetView = std::u32string_view;
using SetUnit = char32_t;

// Below 0x110000: the UTF-16 unit itself (halves of surrogate pairs too).
constexpr SetUnit kRunUnit = 0x110000;         // `*`
constexpr SetUnit kRunInPart = 0x110001;       // `*` that matches no colon
constexpr SetUnit kOneUnitSet = 0x110002;      // `?`
constexpr SetUnit kOneInPart = 0x110003;       // `?` that matches no colon
constexpr SetUnit kNever = 0x110004;           // nothing matches: {kNever} is the empty set
constexpr SetUnit kEitherCase = 0x200000;      // | a lower-case ASCII letter
constexpr SetUnit kVariable = 0x400000;        // | its number
constexpr SetUnit kVariableInPart = 0x800000;  // | its number: of a part of an ARN, so without colons

constexpr bool IsRun(SetUnit unit) { return unit == kRunUnit || unit == kRunInPart; }
constexpr bool IsVariable(SetUnit unit) { return (unit & (kVariable | kVariableInPart)) != 0; }

// What policy variables stand for while texts become sets: either values, by lower-cased key, or letters.
class Variables {
 public:
  // Letters: every variable stands for itself.
  Variables() = default;
  // Values. A variable that is not among them has none.
  explicit Variables(std::map<std::string, std::string> values) : values_(std::move(values)) {}

  bool symbolic() const { return !values_.has_value(); }
  const std::map<std::string, std::string>& values() const { return *values_; }
  // The letter of a variable; the same name always gives the same.
  SetUnit Letter(const std::string& name);

 private:
  std::optional<std::map<std::string, std::string>> values_;
  std::map<std::string, SetUnit> letters_;
};

// An entry of Action or NotAction. Without a lower-casing of the request's action: holds of lower-cased actions.
TextSet ActionSet(std::string_view written);
const TextSet& AnyAction();

// Values of conditions: text (StringEquals), with wildcards (StringLike), with either case (…IgnoreCase).
enum class TextReading { kExact, kWildcards, kEitherCase };
TextSet ValueSet(std::string_view written, TextReading reading, Version version, Variables& variables);

// A value of an ARN condition. Nothing: it is no ARN, which the engine calls malformed.
std::optional<TextSet> ArnValueSet(std::string_view written, Version version, Variables& variables);
// All that is an ARN to such a condition.
const TextSet& AnyArn();

// An entry of Resource or NotResource.
TextSet ResourceSet(std::string_view written, Version version, ResourceReading reading, Variables& variables);

// The set of one text.
TextSet TextOnly(std::string_view text);
// A glob as people write it: `*` and `?`, nothing else is special.
TextSet GlobSet(std::string_view written);

// Every text in `narrow` is in `wide`. Never true where it is not so; it may be false where it is (FindText decides).
bool Covers(TextSetView wide, TextSetView narrow);
// Some text is in both. Exact without variables; a variable may be any text.
bool Meets(TextSetView a, TextSetView b);
bool Contains(TextSetView set, std::string_view text);

// No wildcard, no variable, no either-case letter: one text, which this is.
std::optional<std::string> OnlyText(TextSetView set);
bool HasVariables(TextSetView set);
// Each variable as `*`: all that the set can be.
TextSet WithoutVariables(TextSetView set);

// UTF-16 units of a text; nothing for units that are no text (a half of a pair).
TextSet UnitsOf(std::string_view text);
std::optional<std::string> TextOf(TextSetView units);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_TEXT_SET_H_
