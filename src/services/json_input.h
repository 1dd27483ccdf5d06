// JsonInput: the members of a JSON 1.1 request, read with their bounds; every complaint goes into one
// ValidationException.
//
//   JsonInput input(body);
//   const std::string name = input.Required("Name", {.min = 1, .max = 2048});
//   const std::optional<std::string> stage = input.Text("VersionStage", {.min = 1, .max = 256});
//   ROLECALL_RETURN_IF_ERROR(input.Refusal());
//
// What is read before Refusal() was asked may be wrong and must not be used. Members that are secret are never
// repeated in a complaint. `prefix` is where the object stands in the request, for the texts: "tags.1.member.".
// Lengths are counted in characters, those of secrets in bytes.
#ifndef ROLECALL_SERVICES_JSON_INPUT_H_
#define ROLECALL_SERVICES_JSON_INPUT_H_

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "directory/tags.h"
#include "services/tag_rules.h"

namespace rolecall::services {

struct TextBounds {
  std::size_t min = 1, max = 2048;
  bool secret = false;  // counted in bytes, and not repeated to anybody
};

struct ListBounds {
  std::size_t min = 0, max = 0;
  TextBounds item = {};  // of each text
};

class JsonInput {
 public:
  explicit JsonInput(const boost::json::object& members, std::string prefix = "")
      : members_(members), prefix_(std::move(prefix)) {}

  bool Has(std::string_view name) const;
  // The text; "" with a complaint if it is missing, not text or out of bounds.
  std::string Required(std::string_view name, TextBounds bounds = {});
  // Nothing if it is missing or null.
  std::optional<std::string> Text(std::string_view name, TextBounds bounds = {});
  std::optional<std::string> OneOf(std::string_view name, std::initializer_list<std::string_view> values);
  std::optional<long long> Number(std::string_view name, long long min, long long max);
  bool Flag(std::string_view name) { return FlagOr(name, false); }
  bool FlagOr(std::string_view name, bool missing);
  std::vector<std::string> Texts(std::string_view name, ListBounds bounds);
  // Complains of what the member's own rules say ("Member must satisfy regular expression pattern: …").
  void Complain(std::string_view name, const std::string& value, const std::string& constraint);
  // A list of {"Key","Value"}; nothing if it is missing.
  std::optional<directory::Tags> Tags(std::size_t most = kMaxTagsPerResource);
  // A member that must be an object; null if it is missing.
  const boost::json::object* Object(std::string_view name);
  // A member that must be a list of objects. An item's prefix: ItemPrefix("Tags", 0) is "tags.1.member.".
  std::vector<const boost::json::object*> Objects(std::string_view name, ListBounds bounds);
  std::string ItemPrefix(std::string_view list, std::size_t index) const;
  std::string ObjectPrefix(std::string_view name) const;
  // Takes over the complaints of a part of this input.
  void Add(const JsonInput& part);

  // All complaints so far as one error; wrong types before all others.
  std::optional<aws::ErrorShape> Refusal() const;

 private:
  const boost::json::value* Find(std::string_view name) const;
  std::string TagText(std::string_view name, TagPart part);
  // The constraint that a length breaks, if it does.
  static std::optional<std::string> Broken(std::size_t length, TextBounds bounds);
  void CheckCount(std::string_view name, std::size_t count, const std::string& shown, ListBounds bounds);

  const boost::json::object& members_;
  const std::string prefix_;
  std::vector<std::string> complaints_;
  bool bad_type_ = false;
};

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_JSON_INPUT_H_
