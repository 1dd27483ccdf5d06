#include "services/secretsmanager/input.h"

#include <boost/json.hpp>

#include "base/text.h"

namespace rolecall::services::secretsmanager {
namespace {

std::string MemberName(std::string_view name) {
  std::string member(name);
  member[0] = LowerAscii(member[0]);
  return member;
}

}  // namespace

const boost::json::value* Input::Find(std::string_view name) const {
  const boost::json::value* found = members_.if_contains(name);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

void Input::Complain(std::string_view name, const std::string& value, const std::string& constraint) {
  complaints_.push_back("Value " + value + " at '" + MemberName(name) +
                        "' failed to satisfy constraint: " + constraint);
}

bool Input::Has(std::string_view name) const { return Find(name) != nullptr; }

std::optional<std::string> Input::Text(std::string_view name, TextBounds bounds) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string()) {
    bad_type_ = true;
    return std::nullopt;
  }
  std::string text(found->as_string());
  // The value may be a secret: it is not repeated.
  const bool shown = name != "SecretString" && name != "SecretBinary";
  if (text.size() < bounds.min) {
    Complain(name, shown ? "'" + text + "'" : "'****'",
             "Member must have length greater than or equal to " + std::to_string(bounds.min));
  } else if (text.size() > bounds.max) {
    Complain(name, shown && text.size() < 4096 ? "'" + text + "'" : "'****'",
             "Member must have length less than or equal to " + std::to_string(bounds.max));
  }
  return text;
}

std::string Input::Required(std::string_view name, TextBounds bounds) {
  if (Find(name) == nullptr) {
    Complain(name, "null", "Member must not be null");
    return "";
  }
  return Text(name, bounds).value_or("");
}

std::optional<long long> Input::Number(std::string_view name, long long min, long long max) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_int64()) {
    bad_type_ = true;
    return std::nullopt;
  }
  const long long number = found->as_int64();
  if (number < min) {
    Complain(name, "'" + std::to_string(number) + "'",
             "Member must have value greater than or equal to " + std::to_string(min));
  }
  if (number > max) {
    Complain(name, "'" + std::to_string(number) + "'",
             "Member must have value less than or equal to " + std::to_string(max));
  }
  return number;
}

bool Input::Flag(std::string_view name) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return false;
  if (!found->is_bool()) bad_type_ = true;
  return found->is_bool() && found->as_bool();
}

std::vector<std::string> Input::Texts(std::string_view name, std::size_t most) {
  std::vector<std::string> texts;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return texts;
  if (!found->is_array()) {
    bad_type_ = true;
    return texts;
  }
  if (found->as_array().size() > most) {
    Complain(name, "'****'", "Member must have length less than or equal to " + std::to_string(most));
  }
  for (const boost::json::value& item : found->as_array()) {
    if (item.is_string()) {
      texts.emplace_back(item.as_string());
    } else {
      bad_type_ = true;
    }
  }
  return texts;
}

std::vector<const boost::json::object*> Input::Objects(std::string_view name) {
  std::vector<const boost::json::object*> objects;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return objects;
  if (!found->is_array()) {
    bad_type_ = true;
    return objects;
  }
  for (const boost::json::value& item : found->as_array()) {
    if (const auto* object = item.if_object()) {
      objects.push_back(object);
    } else {
      bad_type_ = true;
    }
  }
  return objects;
}

std::optional<directory::Tags> Input::Tags() {
  if (Find("Tags") == nullptr) return std::nullopt;
  constexpr std::size_t kMostTags = 50;
  directory::Tags tags;
  for (const boost::json::object* tag : Objects("Tags")) {
    Input member(*tag);
    std::string key = member.Required("Key", {.min = 1, .max = 128});
    std::string value = member.Text("Value", {.min = 0, .max = 256}).value_or("");
    bad_type_ = bad_type_ || member.bad_type_;
    complaints_.insert(complaints_.end(), member.complaints_.begin(), member.complaints_.end());
    tags.emplace_back(std::move(key), std::move(value));
  }
  if (tags.size() > kMostTags) Complain("Tags", "'****'", "Member must have length less than or equal to 50");
  return tags;
}

std::optional<aws::ErrorShape> Input::Refusal() const {
  if (bad_type_) return aws::ErrorShape{400, "SerializationException", "A member of the request has the wrong type."};
  if (complaints_.empty()) return std::nullopt;
  std::string message =
      std::to_string(complaints_.size()) + " validation error" + (complaints_.size() == 1 ? "" : "s") + " detected: ";
  for (std::size_t i = 0; i < complaints_.size(); ++i) message += (i == 0 ? "" : "; ") + complaints_[i];
  return aws::ErrorShape{400, "ValidationException", message};
}

}  // namespace rolecall::services::secretsmanager
