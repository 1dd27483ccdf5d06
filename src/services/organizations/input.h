// Input: the members of a request, read with their bounds; the first complaint is the refusal.
//
//   Input input(body);
//   const std::string id = input.Id("AccountId", Form::kAccount);
//   ROLECALL_RETURN_IF_ERROR(input.Refusal());
//
// What is read before Refusal() was asked may be wrong and must not be used. For this folder only.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_INPUT_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_INPUT_H_

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "directory/tags.h"

namespace rolecall::services::organizations {

// Forms of ids, as AWS's patterns have them.
enum class Form { kRoot, kUnit, kAccount, kPolicy, kParent, kChild, kTarget, kTaggable, kCreation };
bool HasForm(std::string_view text, Form form);

class Input {
 public:
  explicit Input(const boost::json::object& members) : members_(members) {}

  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  std::string Id(std::string_view name, Form form);
  // Lengths in characters. Text is "" where the member is missing.
  std::string Required(std::string_view name, std::size_t most);
  std::string Text(std::string_view name, std::size_t most);
  std::string OneOf(std::string_view name, std::initializer_list<std::string_view> values);
  std::vector<std::string> Texts(std::string_view name, std::size_t most);
  long long Number(std::string_view name, long long least, long long most, long long missing);
  // A list of {"Key","Value"}, by AWS's rules for tags.
  directory::Tags Tags(std::string_view name);
  void Refuse(aws::ErrorShape error);

  std::optional<aws::ErrorShape> Refusal() const { return refusal_; }

 private:
  const boost::json::value* Find(std::string_view name) const;
  void AddTag(const boost::json::value& item, directory::Tags& tags);

  const boost::json::object& members_;
  std::optional<aws::ErrorShape> refusal_;
};

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_INPUT_H_
