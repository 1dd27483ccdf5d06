// Input: the members of a JSON request, read with their bounds; every complaint goes into one ValidationException.
//
//   Input input(body);
//   const std::string id = input.SecretId();
//   const std::optional<std::string> stage = input.Text("VersionStage", {.min = 1, .max = 256});
//   ROLECALL_RETURN_IF_ERROR(input.Refusal());
//
// What is read before Refusal() was asked may be wrong and must not be used. Secret members (SecretString,
// SecretBinary) are never repeated in a complaint. `prefix` is where the object stands in the request, for the texts:
// "tags.1.member.". Lengths are counted in characters, those of secrets in bytes.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "directory/tags.h"
#include "services/tag_rules.h"

namespace rolecall::services::secretsmanager {

struct TextBounds {
  std::size_t min = 1, max = 2048;
};

struct ListBounds {
  std::size_t min = 0, max = 0;
  TextBounds item = {};  // of each text
};

class Input {
 public:
  explicit Input(const boost::json::object& members, std::string prefix = "")
      : members_(members), prefix_(std::move(prefix)) {}

  bool Has(std::string_view name) const;
  // The text; "" with a complaint if it is missing, not text or out of bounds.
  std::string Required(std::string_view name, TextBounds bounds = {});
  // SecretId: a name or an ARN; with characters that no name has it is refused as AWS refuses it.
  std::string SecretId();
  // Nothing if it is missing or null.
  std::optional<std::string> Text(std::string_view name, TextBounds bounds = {});
  // ClientRequestToken and version ids: 32 to 64 characters.
  std::optional<std::string> Token(std::string_view name) { return Text(name, {.min = 32, .max = 64}); }
  std::optional<std::string> OneOf(std::string_view name, std::initializer_list<std::string_view> values);
  std::optional<long long> Number(std::string_view name, long long min, long long max);
  bool Flag(std::string_view name) { return FlagOr(name, false); }
  bool FlagOr(std::string_view name, bool missing);
  std::vector<std::string> Texts(std::string_view name, ListBounds bounds);
  // A list of {"Key","Value"}.
  std::optional<directory::Tags> Tags();
  // A member that must be an object; null if it is missing.
  const boost::json::object* Object(std::string_view name);
  // A member that must be a list of objects. An item's prefix: ItemPrefix("Tags", 0) is "tags.1.member.".
  std::vector<const boost::json::object*> Objects(std::string_view name, ListBounds bounds);
  std::string ItemPrefix(std::string_view list, std::size_t index) const;
  std::string ObjectPrefix(std::string_view name) const;
  // Takes over the complaints of a part of this input.
  void Add(const Input& part);

  // All complaints so far as one error.
  std::optional<aws::ErrorShape> Refusal() const;

 private:
  const boost::json::value* Find(std::string_view name) const;
  void Complain(std::string_view name, const std::string& value, const std::string& constraint);
  std::string TagText(std::string_view name, TagPart part);
  // The constraint that a length breaks, if it does.
  static std::optional<std::string> Broken(std::size_t length, TextBounds bounds);
  void CheckCount(std::string_view name, std::size_t count, const std::string& shown, ListBounds bounds);

  const boost::json::object& members_;
  const std::string prefix_;
  std::vector<std::string> complaints_;
  bool bad_type_ = false, bad_id_ = false;
};

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
