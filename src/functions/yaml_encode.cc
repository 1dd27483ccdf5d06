// yamlencode(): block style, all strings quoted, several lines as literal blocks, as OpenTofu writes it.
#include <utf8proc.h>

#include <cstdio>

#include "functions/define.h"
#include "functions/yaml.h"

namespace rolecall::functions {
namespace {

constexpr int kIndent = 2;
constexpr int kWidth = 80;

struct CodePoint {
  utf8proc_int32_t code;
  std::size_t size;
};

CodePoint ReadCodePoint(const std::string& text, std::size_t at) {
  utf8proc_int32_t code = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  return size > 0 ? CodePoint{code, static_cast<std::size_t>(size)}
                  : CodePoint{static_cast<unsigned char>(text[at]), 1};
}

bool IsPrintable(utf8proc_int32_t code) {
  if (code == '\n' || (code >= 0x20 && code <= 0x7E)) return true;
  return (code >= 0xA0 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD && code != 0xFEFF);
}

bool IsBreak(utf8proc_int32_t code) {
  return code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

std::string Escaped(utf8proc_int32_t code) {
  switch (code) {
    case 0: return "\\0";
    case '\a': return "\\a";
    case '\b': return "\\b";
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\v': return "\\v";
    case '\f': return "\\f";
    case '\r': return "\\r";
    case 0x1B: return "\\e";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case 0x85: return "\\N";
    case 0xA0: return "\\_";
    case 0x2028: return "\\L";
    case 0x2029: return "\\P";
    default: break;
  }
  char text[16];
  const char* format = code <= 0xFF ? "\\x%02X" : (code <= 0xFFFF ? "\\u%04X" : "\\U%08X");
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(code));
  return text;
}

// Blocks cannot show spaces before line breaks or at the end, nor control characters.
bool CanBeBlock(const std::string& text) {
  if (text.find('\n') == std::string::npos || text.back() == ' ') return false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = ReadCodePoint(text, at);
    if (!IsPrintable(point.code) || (point.code != '\n' && IsBreak(point.code))) return false;
    at += point.size;
    if (point.code == ' ' && at < text.size() && text[at] == '\n') return false;
  }
  return true;
}

class Encoder {
 public:
  std::string Run(const Value& value) {
    Write(value, -kIndent, false);
    out_ += '\n';
    const bool is_plain = value.IsNull() || value.type().IsNumber() || value.type().IsBool();
    if (is_plain) out_ += "...\n";
    return std::move(out_);
  }

 private:
  // Writes after what is on the line already. `indent`: of the enclosing collection's items.
  void Write(const Value& value, int indent, bool in_map) {
    if (value.IsNull()) {
      Put("null");
    } else if (value.type().IsNumber()) {
      Put(value.AsNumber().Text());
    } else if (value.type().IsBool()) {
      Put(value.AsBool() ? "true" : "false");
    } else if (value.type().IsString()) {
      WriteString(value.AsString(), indent);
    } else if (value.type().IsMap() || value.type().IsObject()) {
      WriteMap(value, indent + kIndent, in_map);
    } else {
      // Items of a list in a map stand below the key, not further in.
      WriteList(value, in_map ? indent : indent + kIndent, in_map);
    }
  }

  void WriteMap(const Value& value, int indent, bool in_map) {
    if (value.size() == 0) return Put(in_map ? " {}" : "{}");
    bool on_new_line = in_map;
    for (const auto& [name, member] : value.members()) {
      if (on_new_line) NewLine(indent);
      on_new_line = true;
      Quoted(name, indent, false);
      Put(":");
      const bool is_block = !member.IsNull() && value::CanIterate(member.type());
      if (!is_block) Put(" ");
      Write(member, indent, true);
    }
  }

  void WriteList(const Value& value, int indent, bool in_map) {
    if (value.size() == 0) return Put(in_map ? " []" : "[]");
    bool on_new_line = in_map;
    for (const Value& element : value.elements()) {
      if (on_new_line) NewLine(indent);
      on_new_line = true;
      Put("- ");
      Write(element, indent, false);
    }
  }

  void WriteString(const std::string& text, int indent) {
    if (CanBeBlock(text)) {
      Block(text, indent + kIndent);
    } else {
      Quoted(text, indent + kIndent, true);
    }
  }

  void Block(const std::string& text, int indent) {
    if (indent < kIndent) indent = kIndent;
    Put("|");
    if (text[0] == ' ' || text[0] == '\n') Put(std::to_string(kIndent));
    const bool ends_line = text.back() == '\n';
    if (!ends_line) Put("-");
    if (ends_line && (text.size() == 1 || text[text.size() - 2] == '\n')) Put("+");
    const std::string body = ends_line ? text.substr(0, text.size() - 1) : text;
    std::size_t start = 0;
    while (start <= body.size()) {
      const std::size_t end = std::min(body.find('\n', start), body.size());
      out_ += '\n';
      if (end > start) out_ += std::string(static_cast<std::size_t>(indent), ' ') + body.substr(start, end - start);
      start = end + 1;
    }
    column_ = 0;
  }

  void Quoted(const std::string& text, int indent, bool may_break) {
    if (indent < kIndent) indent = kIndent;
    Put("\"");
    bool after_space = false;
    for (std::size_t at = 0; at < text.size();) {
      const CodePoint point = ReadCodePoint(text, at);
      const bool must_escape =
          !IsPrintable(point.code) || IsBreak(point.code) || point.code == '"' || point.code == '\\';
      const bool is_inside = at > 0 && at + 1 < text.size();
      if (must_escape) {
        Put(Escaped(point.code));
      } else if (point.code == ' ' && may_break && !after_space && column_ > kWidth && is_inside) {
        NewLine(indent);
        if (text[at + 1] == ' ') Put("\\");
      } else {
        out_.append(text, at, point.size);
        ++column_;
      }
      after_space = !must_escape && point.code == ' ';
      at += point.size;
    }
    Put("\"");
  }

  void Put(const std::string& ascii) {
    out_ += ascii;
    column_ += static_cast<int>(ascii.size());
  }

  void NewLine(int indent) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent), ' ');
    column_ = indent;
  }

  std::string out_;
  int column_ = 0;
};

}  // namespace

std::string EncodeYaml(const Value& value) { return Encoder().Run(value); }

void AddYaml(Catalogue& catalogue) {
  Define(catalogue, Function("yamlencode", "The value as YAML.",
                             {{.name = "value",
                               .type = Type::Dynamic(),
                               .allow_null = true,
                               .allow_unknown = true,
                               .allow_dynamic = true}},
                             Function::Returns(Type::String()),
                             [](Arguments arguments, const Type& type) -> FunctionResult {
                               if (!arguments[0].IsWhollyKnown()) return Value::Unknown(type);
                               return Value::String(EncodeYaml(arguments[0]));
                             })
                        .NeverNull());
  Define(catalogue,
         Function("yamldecode", "The value that the YAML stands for.", {Plain("src", Type::String())},
                  Function::Returns(Type::Dynamic()), [](Arguments arguments, const Type&) -> FunctionResult {
                    return DecodeYaml(arguments[0].AsString());
                  }));
}

}  // namespace rolecall::functions
