#include "cli/identity/tighten_text.h"

#include <algorithm>
#include <cctype>

#include "json/document.h"

namespace rolecall::cli {
namespace {

bool IsIdentifier(const std::string& name) {
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; });
}

// A string of the language: templates begin with ${ and %{, which are doubled.
std::string Quoted(const std::string& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool opens = (text[i] == '$' || text[i] == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (opens) escaped += text[i];
    escaped += text[i];
  }
  std::string out;
  json::AppendQuoted(out, escaped, false);
  return out;
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Write(const json::Node& node, int indent) {
    switch (node.kind) {
      case json::Node::Kind::kObject: WriteObject(node, indent); break;
      case json::Node::Kind::kArray: WriteList(node, indent); break;
      case json::Node::Kind::kString: out_ += Quoted(node.text); break;
      case json::Node::Kind::kNumber: out_ += node.text; break;
      case json::Node::Kind::kBool: out_ += node.flag ? "true" : "false"; break;
      case json::Node::Kind::kNull: out_ += "null"; break;
    }
  }

 private:
  void Line(int indent) { out_ += "\n" + std::string(static_cast<std::size_t>(indent), ' '); }

  static bool IsOneLine(const json::Member& member) { return !member.value.IsObject() && !member.value.IsArray(); }

  void WriteObject(const json::Node& node, int indent) {
    const std::vector<json::Member>& members = node.members;
    std::size_t width = 0;
    out_ += "{";
    for (std::size_t i = 0; i < members.size(); ++i) {
      // The formatter lines up the equal signs of neighbours that are one line each.
      bool begins = i == 0 || !IsOneLine(members[i - 1]);
      if (begins || !IsOneLine(members[i])) width = 0;
      for (std::size_t k = i; begins && k < members.size() && IsOneLine(members[k]); ++k) {
        width = std::max(width, Name(members[k]).size());
      }
      Line(indent + 2);
      std::string name = Name(members[i]);
      name.resize(std::max(width, name.size()), ' ');
      out_ += name + " = ";
      Write(members[i].value, indent + 2);
    }
    if (!members.empty()) Line(indent);
    out_ += "}";
  }

  void WriteList(const json::Node& node, int indent) {
    out_ += "[";
    for (const json::Node& item : node.items) {
      Line(indent + 2);
      Write(item, indent + 2);
      out_ += ",";
    }
    if (!node.items.empty()) Line(indent);
    out_ += "]";
  }

  static std::string Name(const json::Member& member) {
    return IsIdentifier(member.name) ? member.name : Quoted(member.name);
  }

  std::string& out_;
};

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Lengths of the longest common rest of two lists of lines, from each pair of places.
std::vector<std::vector<std::size_t>> CommonRests(const std::vector<std::string>& a,
                                                  const std::vector<std::string>& b) {
  std::vector<std::vector<std::size_t>> rests(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      rests[i][j] = a[i] == b[j] ? rests[i + 1][j + 1] + 1 : std::max(rests[i + 1][j], rests[i][j + 1]);
    }
  }
  return rests;
}

std::string Identifier(const std::string& name) {
  std::string text;
  for (char c : name) text += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ? c : '_';
  return text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) ? "role_" + text : text;
}

}  // namespace

std::string PolicyAsTerraform(const std::string& text, int indent) {
  json::ParseResult parsed = json::Parse(text, json::Limits{});
  std::string out;
  Writer(out).Write(parsed.root, indent);
  return out;
}

std::string TerraformResource(const std::string& role_name, const std::string& json) {
  return "resource \"aws_iam_role_policy\" \"" + Identifier(role_name) +
         "\" {\n  name = \"used\"\n  role = " + Quoted(role_name) + "\n\n  policy = jsonencode(" +
         PolicyAsTerraform(json, 2) + ")\n}\n";
}

std::string DiffLines(const std::string& before, const std::string& after) {
  const std::vector<std::string> a = Lines(before), b = Lines(after);
  // Policies are short; what is not is shown as a whole.
  constexpr std::size_t kMostCells = 16u << 20;
  bool small = (a.size() + 1) * (b.size() + 1) <= kMostCells;
  const auto rests = small ? CommonRests(a, b) : std::vector<std::vector<std::size_t>>();
  std::string out;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (small && i < a.size() && j < b.size() && a[i] == b[j]) {
      out += "  " + a[i++] + "\n";
      ++j;
    } else if (i < a.size() && (j == b.size() || !small || rests[i + 1][j] >= rests[i][j + 1])) {
      out += "- " + a[i++] + "\n";
    } else {
      out += "+ " + b[j++] + "\n";
    }
  }
  return out;
}

std::string TerraformDiff(const std::vector<policy::NamedPolicy>& current, const std::string& json) {
  std::string out;
  for (std::size_t i = 0; i < current.size(); ++i) {
    // The first of the role's policies becomes the new one; the others go.
    std::string after = i == 0 ? "policy = jsonencode(" + PolicyAsTerraform(json, 0) + ")" : "";
    out += "# " + current[i].name + (i == 0 ? "" : ": no longer needed") + "\n";
    out += DiffLines("policy = jsonencode(" + PolicyAsTerraform(current[i].text, 0) + ")", after);
  }
  return out;
}

}  // namespace rolecall::cli
