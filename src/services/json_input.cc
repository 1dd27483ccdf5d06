#include "services/json_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace rolecall::services {
namespace {

std::string MemberName(std::string_view name) {
  std::string member(name);
  member[0] = LowerAscii(member[0]);
  return member;
}

// Characters of UTF-8 text: bytes that do not continue one.
std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

const boost::json::value* JsonInput::Find(std::string_view name) const {
  const boost::json::value* found = members_.if_contains(name);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

void JsonInput::Complain(std::string_view name, const std::string& value, const std::string& constraint) {
  complaints_.push_back("Value" + (value.empty() ? "" : " " + value) + " at '" + prefix_ + MemberName(name) +
                        "' failed to satisfy constraint: " + constraint);
}

std::optional<std::string> JsonInput::Broken(std::size_t length, TextBounds bounds) {
  if (length < bounds.min) return "Member must have length greater than or equal to " + std::to_string(bounds.min);
  if (length > bounds.max) return "Member must have length less than or equal to " + std::to_string(bounds.max);
  return std::nullopt;
}

bool JsonInput::Has(std::string_view name) const { return Find(name) != nullptr; }

std::optional<std::string> JsonInput::Text(std::string_view name, TextBounds bounds) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string()) {
    bad_type_ = true;
    return std::nullopt;
  }
  std::string text(found->as_string());
  if (const auto broken = Broken(bounds.secret ? text.size() : CountCharacters(text), bounds)) {
    Complain(name, bounds.secret ? "" : "'" + text + "'", *broken);
  }
  return text;
}

std::string JsonInput::Required(std::string_view name, TextBounds bounds) {
  if (Find(name) == nullptr) {
    Complain(name, "null", "Member must not be null");
    return "";
  }
  return Text(name, bounds).value_or("");
}

std::optional<std::string> JsonInput::OneOf(std::string_view name, std::initializer_list<std::string_view> values) {
  std::optional<std::string> text = Text(name, {.min = 0, .max = SIZE_MAX});
  if (!text || std::find(values.begin(), values.end(), *text) != values.end()) return text;
  std::string list;
  for (const std::string_view value : values) list.append(list.empty() ? "" : ", ").append(value);
  Complain(name, "'" + *text + "'", "Member must satisfy enum value set: [" + list + "]");
  return text;
}

std::optional<long long> JsonInput::Number(std::string_view name, long long min, long long max) {
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

bool JsonInput::FlagOr(std::string_view name, bool missing) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return missing;
  if (!found->is_bool()) bad_type_ = true;
  return found->is_bool() && found->as_bool();
}

void JsonInput::CheckCount(std::string_view name, std::size_t count, const std::string& shown, ListBounds bounds) {
  if (const auto broken = Broken(count, {bounds.min, bounds.max})) Complain(name, "'[" + shown + "]'", *broken);
}

std::vector<std::string> JsonInput::Texts(std::string_view name, ListBounds bounds) {
  std::vector<std::string> texts;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return texts;
  if (!found->is_array()) {
    bad_type_ = true;
    return texts;
  }
  bool broken = false;
  for (const boost::json::value& item : found->as_array()) {
    if (item.is_string()) {
      texts.emplace_back(item.as_string());
      broken = broken || Broken(CountCharacters(texts.back()), bounds.item);
    } else {
      bad_type_ = true;
    }
  }
  const std::string shown = Join(texts, ", ");
  CheckCount(name, texts.size(), shown, bounds);
  if (broken) {
    Complain(name, "'[" + shown + "]'",
             "Member must satisfy constraint: [Member must have length less than or equal to " +
                 std::to_string(bounds.item.max) + ", Member must have length greater than or equal to " +
                 std::to_string(bounds.item.min) + "]");
  }
  return texts;
}

const boost::json::object* JsonInput::Object(std::string_view name) {
  const boost::json::value* found = Find(name);
  if (found == nullptr) return nullptr;
  if (!found->is_object()) bad_type_ = true;
  return found->if_object();
}

std::vector<const boost::json::object*> JsonInput::Objects(std::string_view name, ListBounds bounds) {
  std::vector<const boost::json::object*> objects;
  const boost::json::value* found = Find(name);
  if (found == nullptr) return objects;
  if (!found->is_array()) {
    bad_type_ = true;
    return objects;
  }
  CheckCount(name, found->as_array().size(), found->as_array().empty() ? "" : "...", bounds);
  for (const boost::json::value& item : found->as_array()) {
    if (const auto* object = item.if_object()) {
      objects.push_back(object);
    } else {
      bad_type_ = true;
    }
  }
  return objects;
}

std::string JsonInput::ItemPrefix(std::string_view list, std::size_t index) const {
  return prefix_ + MemberName(list) + "." + std::to_string(index + 1) + ".member.";
}

std::string JsonInput::ObjectPrefix(std::string_view name) const { return prefix_ + MemberName(name) + "."; }

void JsonInput::Add(const JsonInput& part) {
  bad_type_ = bad_type_ || part.bad_type_;
  complaints_.insert(complaints_.end(), part.complaints_.begin(), part.complaints_.end());
}

std::string JsonInput::TagText(std::string_view name, TagPart part) {
  constexpr TextBounds kAny{.min = 0, .max = SIZE_MAX};
  const bool needed = part == TagPart::kKey && !Has(name);
  std::string text = needed ? Required(name) : Text(name, kAny).value_or("");
  for (const TagFault& fault : FindTagPartFaults(part, text)) {
    if (!needed) Complain(name, "'" + text + "'", TagConstraint(fault));
  }
  return text;
}

std::optional<directory::Tags> JsonInput::Tags(std::size_t most) {
  if (Find("Tags") == nullptr) return std::nullopt;
  directory::Tags tags;
  for (const boost::json::object* tag : Objects("Tags", {.max = most})) {
    JsonInput member(*tag, ItemPrefix("Tags", tags.size()));
    std::string key = member.TagText("Key", TagPart::kKey);
    std::string value = member.TagText("Value", TagPart::kValue);
    Add(member);
    tags.emplace_back(std::move(key), std::move(value));
  }
  return tags;
}

std::optional<aws::ErrorShape> JsonInput::Refusal() const {
  if (bad_type_) return aws::ErrorShape{400, "SerializationException", "A member of the request has the wrong type."};
  if (complaints_.empty()) return std::nullopt;
  std::string message =
      std::to_string(complaints_.size()) + " validation error" + (complaints_.size() == 1 ? "" : "s") + " detected: ";
  for (std::size_t i = 0; i < complaints_.size(); ++i) message += (i == 0 ? "" : "; ") + complaints_[i];
  return aws::ErrorShape{400, "ValidationException", std::move(message)};
}

}  // namespace rolecall::services
