#include "services/eks/request.h"

#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/errors.h"
#include "services/page_token.h"
#include "services/parameters.h"
#include "services/tag_rules.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMaxSegments = 8;
constexpr std::size_t kMaxPageSize = 100;

aws::ErrorShape BadType(std::string_view name) {
  return {400, "SerializationException", "The member " + std::string(name) + " is of another type than it must be."};
}

const bj::value* Member(const bj::object& body, std::string_view name) {
  const bj::value* value = body.if_contains(bj::string_view(name.data(), name.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<aws::ErrorShape> CheckEksTags(const directory::Tags& tags) {
  for (const TagFault& fault : FindTagFaults(tags)) {
    return InvalidParameter((fault.part == TagPart::kKey ? "Tag key: " : "Tag value: ") + TagConstraint(fault));
  }
  for (const auto& tag : tags) {
    if (IsReservedTagKey(tag.first)) return InvalidParameter("Tag keys must not begin with aws:");
  }
  if (FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) return InvalidParameter("Duplicate tag keys");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> EksRequest::Query(std::string_view wanted) const {
  for (const auto& [name, value] : query) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

Checked<std::optional<std::string>> EksRequest::Text(std::string_view name) const {
  const bj::value* value = Member(body, name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return BadType(name);
  return std::optional<std::string>(std::string(value->get_string()));
}

Checked<std::optional<bool>> EksRequest::Flag(std::string_view name) const {
  const bj::value* value = Member(body, name);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_bool()) return BadType(name);
  return std::optional<bool>(value->get_bool());
}

Checked<std::optional<std::vector<std::string>>> EksRequest::Texts(std::string_view name) const {
  return TextsIn(body, name);
}

Checked<std::string> EksRequest::Required(std::string_view name) const {
  ROLECALL_TRY(std::optional<std::string> text, Text(name));
  if (!text.has_value() || text->empty()) {
    return InvalidParameter("The parameter " + std::string(name) + " is required.");
  }
  return *std::move(text);
}

Checked<directory::Tags> EksRequest::Tags() const {
  const bj::value* value = Member(body, "tags");
  directory::Tags tags;
  if (value == nullptr) return tags;
  if (!value->is_object()) return BadType("tags");
  if (value->get_object().size() > kMaxTagsPerResource) return InvalidParameter("A resource has 50 tags at most.");
  for (const auto& entry : value->get_object()) {
    if (!entry.value().is_string()) return BadType("tags");
    tags.emplace_back(std::string(entry.key()), std::string(entry.value().get_string()));
  }
  ROLECALL_RETURN_IF_ERROR(CheckEksTags(tags));
  return tags;
}

Checked<std::optional<std::vector<std::string>>> TextsIn(const bj::object& object, std::string_view name) {
  const bj::value* value = Member(object, name);
  if (value == nullptr) return std::optional<std::vector<std::string>>();
  if (!value->is_array()) return BadType(name);
  std::vector<std::string> texts;
  for (const bj::value& element : value->get_array()) {
    if (!element.is_string()) return BadType(name);
    texts.emplace_back(element.get_string());
  }
  return std::optional(std::move(texts));
}

Checked<bj::object> ReadBody(std::string_view body) {
  if (body.size() > kMaxBodyBytes) return aws::ErrorShape{413, "RequestEntityTooLarge", "The request is too large."};
  if (Trim(body).empty()) return bj::object();
  bj::error_code error;
  bj::parse_options options;
  options.max_depth = kMaxDepth;
  bj::value value = bj::parse(bj::string_view(body.data(), body.size()), error, {}, options);
  if (error || !value.is_object()) return aws::ErrorShape{400, "SerializationException", "The body is no JSON object."};
  return std::move(value.get_object());
}

std::optional<std::map<std::string, std::string, std::less<>>> MatchPath(std::string_view pattern,
                                                                         std::string_view path) {
  const std::vector<std::string_view> wanted = Split(pattern, '/'), parts = Split(path, '/');
  if (wanted.size() != parts.size() || parts.size() > kMaxSegments) return std::nullopt;
  std::map<std::string, std::string, std::less<>> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != parts[i]) return std::nullopt;
      continue;
    }
    std::optional<std::string> value = PercentDecode(parts[i]);
    if (!value.has_value() || value->empty()) return std::nullopt;
    values[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = *std::move(value);
  }
  return values;
}

Checked<Page> ReadPage(const EksRequest& request) {
  Page page;
  if (const std::optional<std::string> most = request.Query("maxResults")) {
    const std::optional<long long> number = ParseInteger(*most);
    if (!number || *number < 1 || *number > static_cast<long long>(kMaxPageSize)) {
      return InvalidParameter("maxResults needs to be between 1 and 100.");
    }
    page.most = static_cast<std::size_t>(*number);
  }
  if (const std::optional<std::string> token = request.Query("nextToken")) {
    std::optional<std::string> after = PlaceOfToken(request.call, *token);
    if (!after.has_value()) return InvalidParameter("The nextToken is not valid.");
    page.after = *std::move(after);
  }
  return page;
}

std::string NextToken(const EksRequest& request, std::string_view last_key) {
  return PageToken(request.call, last_key);
}

}  // namespace rolecall::services::eks
