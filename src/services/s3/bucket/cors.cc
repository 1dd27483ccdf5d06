#include "services/s3/bucket/cors.h"

#include <algorithm>

#include "base/text.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

constexpr std::size_t kMostRules = 100;
constexpr std::string_view kMethods[] = {"GET", "PUT", "HEAD", "POST", "DELETE"};
constexpr std::string_view kElements[] = {"ID",           "AllowedHeader", "AllowedMethod", "AllowedOrigin",
                                          "ExposeHeader", "MaxAgeSeconds"};

using Nodes = std::vector<const aws::XmlNode*>;

template <typename List>
bool Contains(const List& list, std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

// A pattern with one `*` at most.
bool Fits(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == text;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  return text.size() >= before.size() + after.size() && text.starts_with(before) && text.ends_with(after);
}

std::optional<aws::ErrorShape> CheckWildcards(const Nodes& texts, const char* element) {
  for (const aws::XmlNode* text : texts) {
    if (std::count(text->text.begin(), text->text.end(), '*') <= 1) continue;
    return InvalidRequest(std::string(element) + " \"" + text->text + "\" can not have more than one wildcard.");
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckRule(const aws::XmlNode& rule) {
  for (const aws::XmlNode& child : rule.children) {
    if (!Contains(kElements, child.name)) return MalformedXml();
  }
  if (rule.All("AllowedMethod").empty() || rule.All("AllowedOrigin").empty()) return MalformedXml();
  for (const aws::XmlNode* method : rule.All("AllowedMethod")) {
    if (!Contains(kMethods, method->text)) {
      return InvalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is " + method->text);
    }
  }
  const aws::XmlNode* age = rule.Find("MaxAgeSeconds");
  if (age != nullptr && !ParseInt<int>(age->text)) return MalformedXml();
  ROLECALL_RETURN_IF_ERROR(CheckWildcards(rule.All("AllowedOrigin"), "AllowedOrigin"));
  ROLECALL_RETURN_IF_ERROR(CheckWildcards(rule.All("AllowedHeader"), "AllowedHeader"));
  return std::nullopt;
}

std::string Listed(const Nodes& texts) {
  std::string list;
  for (const aws::XmlNode* text : texts) list += (list.empty() ? "" : ", ") + text->text;
  return list;
}

// The pattern that the origin fits; null if the rule does not fit the question.
const aws::XmlNode* FittingOrigin(const aws::XmlNode& rule, const CorsQuestion& question) {
  const Nodes methods = rule.All("AllowedMethod");
  const auto is_method = [&](const aws::XmlNode* method) { return method->text == question.method; };
  if (std::none_of(methods.begin(), methods.end(), is_method)) return nullptr;
  const Nodes patterns = rule.All("AllowedHeader");
  for (const std::string& header : question.headers) {
    const auto fits = [&](const aws::XmlNode* pattern) { return Fits(LowerAscii(pattern->text), header); };
    if (std::none_of(patterns.begin(), patterns.end(), fits)) return nullptr;
  }
  for (const aws::XmlNode* origin : rule.All("AllowedOrigin")) {
    if (Fits(origin->text, question.origin)) return origin;
  }
  return nullptr;
}

http::Headers AnswerOf(const aws::XmlNode& rule, const aws::XmlNode& origin, const CorsQuestion& question) {
  http::Headers headers;
  const bool everybody = origin.text == "*";
  headers.Set("Access-Control-Allow-Origin", everybody ? "*" : std::string(question.origin));
  headers.Set("Access-Control-Allow-Methods", Listed(rule.All("AllowedMethod")));
  if (!question.headers.empty()) headers.Set("Access-Control-Allow-Headers", Join(question.headers, ", "));
  const std::string exposed = Listed(rule.All("ExposeHeader"));
  if (!exposed.empty()) headers.Set("Access-Control-Expose-Headers", exposed);
  if (const aws::XmlNode* age = rule.Find("MaxAgeSeconds")) headers.Set("Access-Control-Max-Age", age->text);
  if (!everybody) headers.Set("Access-Control-Allow-Credentials", "true");
  headers.Set("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
  return headers;
}

void ShowRule(const aws::XmlNode& rule, aws::XmlWriter& xml) {
  xml.Open("CORSRule");
  for (const std::string_view element : kElements) {
    for (const aws::XmlNode* child : rule.All(element)) xml.Text(element, child->text);
  }
  xml.Close();
}

}  // namespace

Checked<std::string> ReadCors(const aws::XmlNode& root) {
  const Nodes rules = root.All("CORSRule");
  if (root.name != "CORSConfiguration" || rules.empty() || rules.size() != root.children.size()) return MalformedXml();
  if (rules.size() > kMostRules) {
    return InvalidRequest("The number of CORS rules should not exceed allowed limit of 100 rules.");
  }
  aws::XmlWriter xml;
  xml.OpenWith("CORSConfiguration", "xmlns", aws::kS3Namespace);
  for (const aws::XmlNode* rule : rules) {
    ROLECALL_RETURN_IF_ERROR(CheckRule(*rule));
    ShowRule(*rule, xml);
  }
  return xml.Close().Take();
}

bool HasCors(const directory::Bucket& bucket) {
  return bucket.configurations.find("cors") != bucket.configurations.end();
}

http::Headers CorsHeaders(const directory::Bucket& bucket, const CorsQuestion& question) {
  const auto kept = bucket.configurations.find("cors");
  if (kept == bucket.configurations.end()) return {};
  const Result<aws::XmlNode> xml = aws::ParseXml(kept->second);
  if (!xml.ok()) return {};
  for (const aws::XmlNode* rule : xml->All("CORSRule")) {
    if (const aws::XmlNode* origin = FittingOrigin(*rule, question)) return AnswerOf(*rule, *origin, question);
  }
  return {};
}

}  // namespace rolecall::services::s3::bucket
