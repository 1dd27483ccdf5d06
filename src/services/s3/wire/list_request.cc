#include "services/s3/wire/list_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "services/parameters.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::wire {
namespace {

// The first byte at which XML's text ends: a control character, or U+FFFE or U+FFFF.
std::size_t FindNoXml(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') return at;
    const std::string_view three = text.substr(at, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") return at;
  }
  return text.size();
}

}  // namespace

aws::XmlWriter& ListRequest::Write(aws::XmlWriter& xml, std::string_view element, const std::string& key) const {
  if (encode) return xml.Text(element, PercentEncode(key, "/"));
  std::string_view rest = key;
  std::size_t at = FindNoXml(rest);
  if (at == rest.size()) return xml.Text(element, key);
  std::string escaped;
  for (; at < rest.size(); at = FindNoXml(rest)) {
    aws::AppendXmlEscaped(escaped, rest.substr(0, at));
    const bool is_control = static_cast<unsigned char>(rest[at]) < ' ';
    escaped += is_control               ? fmt::format("&#x{:X};", static_cast<unsigned>(rest[at]))
               : rest[at + 2] == '\xBE' ? "&#xFFFE;"
                                        : "&#xFFFF;";
    rest.remove_prefix(at + (is_control ? 1 : 3));
  }
  aws::AppendXmlEscaped(escaped, rest);
  return xml.Open(element).Raw(escaped).Close();
}

Checked<long long> ReadListNumber(const S3Request& request, std::string_view name, long long otherwise) {
  constexpr long long kMost = 2147483647;
  const std::string* text = request.Find(name);
  if (text == nullptr || text->empty()) return otherwise;
  const std::optional<long long> number = ParseInteger(*text);
  if (!number || *number > kMost) {
    return bucket::InvalidArgument("Provided " + std::string(name) + " not an integer or within integer range", name,
                                   *text);
  }
  if (*number < 0) {
    // S3 names the parameter as its own code does: maxKeys.
    std::string camel;
    for (const char c : name) {
      const bool after_dash = !camel.empty() && camel.back() == '-';
      if (after_dash) camel.pop_back();
      camel += after_dash ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return bucket::InvalidArgument("Argument " + camel + " must be an integer between 0 and 2147483647", name, *text);
  }
  return *number;
}

Checked<ListRequest> ReadListRequest(const S3Request& request, std::string_view most_parameter) {
  ListRequest list;
  list.options.prefix = request.Get("prefix");
  list.options.delimiter = request.Get("delimiter");
  const std::string encoding = request.Get("encoding-type");
  if (!encoding.empty() && encoding != "url") {
    return bucket::InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding);
  }
  list.encode = encoding == "url";
  ROLECALL_TRY(long long most, ReadListNumber(request, most_parameter, kMostListed));
  list.options.most = static_cast<std::size_t>(std::min(most, kMostListed));
  return list;
}

void WriteListHead(aws::XmlWriter& xml, const ListRequest& list, std::string_view most_element, bool truncated) {
  list.Write(xml, "Prefix", list.options.prefix);
  if (!list.options.delimiter.empty()) list.Write(xml, "Delimiter", list.options.delimiter);
  if (list.encode) xml.Text("EncodingType", "url");
  xml.Number(most_element, static_cast<long long>(list.options.most)).Bool("IsTruncated", truncated);
}

void WritePrefixes(aws::XmlWriter& xml, const ListRequest& list, const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) list.Write(xml.Open("CommonPrefixes"), "Prefix", prefix).Close();
}

void NoteDamaged(Call& call, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) call.damaged.push_back(key);
}

}  // namespace rolecall::services::s3::wire
