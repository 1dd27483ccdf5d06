// Input: the members of a JSON request, read with their bounds; every complaint goes into one ValidationException.
//
//   Input input(body);
//   const std::string id = input.Required("SecretId", {.max = 2048});
//   ROLECALL_RETURN_IF_ERROR(input.Refusal());
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "directory/tags.h"

namespace rolecall::services::secretsmanager {

struct TextBounds {
  std::size_t min = 1, max = 2048;  // bytes
};

class Input {
 public:
  explicit Input(const boost::json::object& members) : members_(members) {}

  bool Has(std::string_view name) const;
  // The text; "" with a complaint if it is missing, not text or out of bounds.
  std::string Required(std::string_view name, TextBounds bounds = {});
  // Nothing if it is missing or null.
  std::optional<std::string> Text(std::string_view name, TextBounds bounds = {});
  std::optional<long long> Number(std::string_view name, long long min, long long max);
  bool Flag(std::string_view name);
  std::vector<std::string> Texts(std::string_view name, std::size_t most);
  // A list of {"Key","Value"}.
  std::optional<directory::Tags> Tags();
  // A member that must be a list of objects.
  std::vector<const boost::json::object*> Objects(std::string_view name);

  // All complaints so far as one error.
  std::optional<aws::ErrorShape> Refusal() const;

 private:
  const boost::json::value* Find(std::string_view name) const;
  void Complain(std::string_view name, const std::string& value, const std::string& constraint);

  const boost::json::object& members_;
  std::vector<std::string> complaints_;
  bool bad_type_ = false;
};

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
