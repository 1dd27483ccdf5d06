#include "kube/manifest.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "kube/manifest_scalar.h"
#include "kube/manifest_stream.h"

namespace rolecall::kube {
namespace {

// Text that a YAML reader would take for something else must stand in quotes.
bool NeedsQuotes(std::string_view text) {
  if (!PlainScalar(text).is_string()) return true;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return true;
  if (std::string_view("!&*-?|>@`\"'%{}[],#:=").find(text.front()) != std::string_view::npos) return true;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return true;
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
}

std::string Scalar(const boost::json::value& value) {
  if (value.is_string() && !NeedsQuotes(value.as_string())) return std::string(value.as_string());
  return boost::json::serialize(value);  // JSON's scalars, {} and [] are YAML too
}

bool IsInline(const boost::json::value& value) {
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* array = value.if_array()) return array->empty();
  return true;
}

void Write(std::string& out, const boost::json::value& value, int indent);

void WriteMember(std::string& out, std::string_view key, const boost::json::value& value, int indent) {
  out += Scalar(boost::json::value(key)) + ":";
  if (IsInline(value)) {
    out += " " + Scalar(value) + "\n";
    return;
  }
  out += "\n";
  // kubectl's style: the items of a list stand below their key, not deeper.
  Write(out, value, value.is_array() ? indent : indent + 2);
}

void Write(std::string& out, const boost::json::value& value, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  if (IsInline(value)) {
    out += margin + Scalar(value) + "\n";
  } else if (const auto* members = value.if_object()) {
    for (const auto& [key, member] : *members) {
      out += margin;
      WriteMember(out, key, member, indent);
    }
  } else {
    for (const boost::json::value& item : value.as_array()) {
      // The item one level deeper, with its first margin replaced by the dash.
      std::string text;
      Write(text, item, indent + 2);
      text[static_cast<std::size_t>(indent)] = '-';
      out += text;
    }
  }
}

}  // namespace

Result<std::vector<boost::json::value>> ParseManifests(const std::string& file, std::string_view text) {
  std::vector<boost::json::value> documents;
  ROLECALL_RETURN_IF_ERROR(ReadManifestObjects(
      file, text, ListsAre::kWhole, [&](boost::json::value document) { documents.push_back(std::move(document)); }));
  return documents;
}

std::string FormatManifests(const std::vector<boost::json::value>& documents) {
  std::string out;
  for (const boost::json::value& document : documents) {
    if (!out.empty()) out += "---\n";
    Write(out, document, 0);
  }
  return out;
}

}  // namespace rolecall::kube
