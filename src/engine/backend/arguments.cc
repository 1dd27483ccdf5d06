#include "engine/backend/arguments.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::engine {
namespace {

using value::Type;

std::optional<std::string> AsText(const value::Value& given) {
  if (given.IsNull() || !given.IsKnown()) return std::nullopt;
  const value::Value plain = given.Unmark();
  switch (plain.type().kind()) {
    case Type::Kind::kString: return plain.AsString();
    case Type::Kind::kNumber: return plain.AsNumber().Text();
    case Type::Kind::kBool: return std::string(plain.AsBool() ? "true" : "false");
    default: return std::nullopt;
  }
}

bool IsSequence(const value::Value& given) {
  const Type::Kind kind = given.type().kind();
  return kind == Type::Kind::kList || kind == Type::Kind::kSet || kind == Type::Kind::kTuple;
}

bool IsObjectLike(const value::Value& given) {
  return given.type().kind() == Type::Kind::kObject || given.type().kind() == Type::Kind::kMap;
}

}  // namespace

ArgumentReader::ArgumentReader(const value::Value& arguments, std::string where, diag::Range place,
                               diag::Diagnostics& diagnostics)
    : arguments_(arguments.UnmarkDeep()),
      where_(std::move(where)),
      place_(std::move(place)),
      diagnostics_(diagnostics) {}

const value::Value* ArgumentReader::Find(const std::string& name) {
  known_.push_back(name);
  if (arguments_.IsNull() || !arguments_.IsKnown() || !IsObjectLike(arguments_)) return nullptr;
  const value::Value* found = arguments_.Find(name);
  if (found == nullptr || found->IsNull()) return nullptr;
  if (!found->IsWhollyKnown()) {
    WrongType(name, "known now: no variables of resources or modules can stand in it");
    return nullptr;
  }
  return found;
}

bool ArgumentReader::Has(const std::string& name) { return Find(name) != nullptr; }

std::string ArgumentReader::Text(const std::string& name, std::string otherwise) {
  const value::Value* found = Find(name);
  if (found == nullptr) return otherwise;
  if (std::optional<std::string> text = AsText(*found)) return *text;
  WrongType(name, "a string");
  return otherwise;
}

std::string ArgumentReader::Required(const std::string& name) {
  const value::Value* found = Find(name);
  std::string text = found == nullptr ? "" : Text(name);
  if (text.empty()) {
    AddError("Missing required argument", where_ + " needs the argument \"" + name +
                                              "\". Write it into the block, or give it with rolecall init " +
                                              "-backend-config=\"" + name + "=…\".");
  }
  return text;
}

bool ArgumentReader::Flag(const std::string& name, bool otherwise) {
  const value::Value* found = Find(name);
  if (found == nullptr) return otherwise;
  const std::optional<std::string> text = AsText(*found);
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  WrongType(name, "true or false");
  return otherwise;
}

long long ArgumentReader::Integer(const std::string& name, long long otherwise) {
  const value::Value* found = Find(name);
  if (found == nullptr) return otherwise;
  const std::string text = AsText(*found).value_or("");
  if (const auto number = ParseInt<long long>(text)) return *number;
  WrongType(name, "a whole number");
  return otherwise;
}

std::vector<std::string> ArgumentReader::Texts(const std::string& name) {
  std::vector<std::string> texts;
  const value::Value* found = Find(name);
  if (found == nullptr) return texts;
  if (!IsSequence(*found)) {
    WrongType(name, "a list of strings");
    return texts;
  }
  for (const value::Value& item : found->elements()) {
    if (std::optional<std::string> text = AsText(item)) {
      texts.push_back(*text);
    } else {
      WrongType(name, "a list of strings");
    }
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> ArgumentReader::TextMap(const std::string& name) {
  std::vector<std::pair<std::string, std::string>> texts;
  const value::Value* found = Find(name);
  if (found == nullptr) return texts;
  if (!IsObjectLike(*found)) {
    WrongType(name, "a map of strings");
    return texts;
  }
  for (const auto& [key, item] : found->members()) {
    if (std::optional<std::string> text = AsText(item)) {
      texts.emplace_back(key, *text);
    } else {
      WrongType(name, "a map of strings");
    }
  }
  return texts;
}

std::optional<value::Value> ArgumentReader::Object(const std::string& name) {
  const value::Value* found = Find(name);
  if (found == nullptr) return std::nullopt;
  if (IsObjectLike(*found)) return *found;
  if (IsSequence(*found) && found->size() == 0) return std::nullopt;
  if (IsSequence(*found) && found->size() == 1 && IsObjectLike(found->elements()[0])) return found->elements()[0];
  WrongType(name, "one block or object");
  return std::nullopt;
}

void ArgumentReader::Refuse(const std::string& name, const std::string& why) {
  if (Has(name)) AddError("Unsupported argument", where_ + ": \"" + name + "\" is not supported: " + why);
}

void ArgumentReader::AddError(std::string summary, std::string detail) {
  diagnostics_.AddError("backend-argument", std::move(summary), std::move(detail), place_);
}

void ArgumentReader::WrongType(const std::string& name, const std::string& wanted) {
  AddError("Invalid backend argument", where_ + ": \"" + name + "\" must be " + wanted + ".");
}

void ArgumentReader::Finish() {
  if (arguments_.IsNull() || !arguments_.IsKnown() || !IsObjectLike(arguments_)) return;
  for (const auto& [name, given] : arguments_.members()) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    std::string detail = where_ + " has no argument named \"" + name + "\".";
    if (const auto near = diag::NameSuggestion(name, known_)) detail += " Did you mean \"" + *near + "\"?";
    AddError("Unsupported argument", detail);
  }
}

}  // namespace rolecall::engine
