#include "services/organizations/input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "services/organizations/errors.h"
#include "services/tag_rules.h"

namespace rolecall::services::organizations {
namespace {

bool IsLowerOrDigit(char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'z'); }
bool IsPolicyLetter(char c) { return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '_'; }

template <typename Allowed>
bool IsWord(std::string_view text, std::size_t least, std::size_t most, Allowed allowed) {
  return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), allowed);
}

// "ou-ab12-11111111"
bool IsUnit(std::string_view text) {
  if (!text.starts_with("ou-")) return false;
  text.remove_prefix(3);
  const std::size_t hyphen = text.find('-');
  return hyphen != text.npos && IsWord(text.substr(0, hyphen), 4, 32, IsLowerOrDigit) &&
         IsWord(text.substr(hyphen + 1), 8, 32, IsLowerOrDigit);
}

bool IsRoot(std::string_view text) { return text.starts_with("r-") && IsWord(text.substr(2), 4, 32, IsLowerOrDigit); }
bool IsAccount(std::string_view text) { return IsWord(text, 12, 12, IsAsciiDigit); }
bool IsPolicy(std::string_view text) {
  return text.starts_with("p-") && IsWord(text.substr(2), 8, 128, IsPolicyLetter);
}

aws::ErrorShape WrongPattern() {
  return InvalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern.");
}

aws::ErrorShape Missing(std::string_view name) {
  return InvalidInput("INPUT_REQUIRED", "You must provide a value for " + std::string(name) + ".");
}

aws::ErrorShape WrongType() { return {400, "SerializationException", ""}; }

}  // namespace

bool HasForm(std::string_view text, Form form) {
  switch (form) {
    case Form::kRoot: return IsRoot(text);
    case Form::kUnit: return IsUnit(text);
    case Form::kAccount: return IsAccount(text);
    case Form::kPolicy: return IsPolicy(text);
    case Form::kParent: return IsRoot(text) || IsUnit(text);
    case Form::kChild: return IsAccount(text) || IsUnit(text);
    case Form::kTarget: return IsRoot(text) || IsUnit(text) || IsAccount(text);
    case Form::kTaggable: return IsRoot(text) || IsUnit(text) || IsAccount(text) || IsPolicy(text);
    case Form::kCreation: return text.starts_with("car-") && IsWord(text.substr(4), 8, 32, IsLowerOrDigit);
  }
  return false;
}

const boost::json::value* Input::Find(std::string_view name) const {
  const boost::json::value* found = members_.if_contains(name);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

void Input::Refuse(aws::ErrorShape error) {
  if (!refusal_.has_value()) refusal_ = std::move(error);
}

std::string Input::Text(std::string_view name, std::size_t most) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return "";
  if (!found->is_string()) {
    Refuse(WrongType());
    return "";
  }
  std::string text(found->as_string());
  if (TagLength(text) > most) {
    Refuse(InvalidInput("MAX_LENGTH_EXCEEDED", "You provided a string parameter that is longer than allowed."));
  }
  return text;
}

std::string Input::Required(std::string_view name, std::size_t most) {
  std::string text = Text(name, most);
  if (!Has(name)) Refuse(Missing(name));
  if (text.empty()) {
    Refuse(InvalidInput("MIN_LENGTH_EXCEEDED", "You provided a string parameter that is shorter than allowed."));
  }
  return text;
}

std::string Input::Id(std::string_view name, Form form) {
  std::string id = Required(name, 130);
  if (!HasForm(id, form)) Refuse(WrongPattern());
  return id;
}

std::string Input::OneOf(std::string_view name, std::initializer_list<std::string_view> values) {
  std::string text = Text(name, 128);
  if (!text.empty() && std::find(values.begin(), values.end(), text) == values.end()) {
    Refuse(InvalidInput("INVALID_ENUM", "You specified an invalid value."));
  }
  return text;
}

std::vector<std::string> Input::Texts(std::string_view name, std::size_t most) {
  std::vector<std::string> texts;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return texts;
  if (!found->is_array()) {
    Refuse(WrongType());
    return texts;
  }
  for (const boost::json::value& item : found->get_array()) {
    if (!item.is_string() || texts.size() == most) {
      Refuse(WrongType());
      break;
    }
    texts.emplace_back(item.get_string());
  }
  return texts;
}

long long Input::Number(std::string_view name, long long least, long long most, long long missing) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return missing;
  if (!found->is_int64()) {
    Refuse(WrongType());
    return missing;
  }
  if (found->get_int64() < least || found->get_int64() > most) {
    Refuse(InvalidInput("MAX_LIMIT_EXCEEDED_FILTER", "You specified a number that is out of its bounds."));
    return missing;
  }
  return found->get_int64();
}

void Input::AddTag(const boost::json::value& item, directory::Tags& tags) {
  const auto text = [&](std::string_view part) -> const boost::json::string* {
    const boost::json::value* found = item.is_object() ? item.get_object().if_contains(part) : nullptr;
    return found == nullptr ? nullptr : found->if_string();
  };
  const boost::json::string *key = text("Key"), *value = text("Value");
  if (key == nullptr || value == nullptr) {
    Refuse(WrongType());
    return;
  }
  tags.emplace_back(std::string(*key), std::string(*value));
}

directory::Tags Input::Tags(std::string_view name) {
  directory::Tags tags;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return tags;
  if (!found->is_array()) {
    Refuse(WrongType());
    return tags;
  }
  if (found->get_array().size() > kMaxTagsPerResource) {
    Refuse(Constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource."));
    return tags;
  }
  for (const boost::json::value& item : found->get_array()) AddTag(item, tags);
  const auto is_reserved = [](const auto& tag) { return IsReservedTagKey(tag.first); };
  if (!FindTagFaults(tags).empty()) Refuse(WrongPattern());
  if (std::any_of(tags.begin(), tags.end(), is_reserved)) {
    Refuse(InvalidInput("INVALID_SYSTEM_TAGS_PARAMETER",
                        "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys "
                        "because they're reserved for AWS use."));
  }
  if (FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) {
    Refuse(InvalidInput("DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags attached to the same entity."));
  }
  return tags;
}

}  // namespace rolecall::services::organizations
