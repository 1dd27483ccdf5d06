#include "access/explain/configuration_patch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "hcl/syntax/parser.h"
#include "json/pointer.h"

namespace rolecall::access {
namespace {

struct Edit {
  std::size_t begin, end;
  std::string text;
};

// What stands at a byte.
struct Found {
  const hcl::Expression* expression = nullptr;
  const hcl::Block* block = nullptr;
};

Found FindAt(const hcl::Body& body, std::size_t place) {
  for (const hcl::AttributePtr& attribute : body.attributes) {
    if (attribute->range.start.byte == place || attribute->expression->range.start.byte == place) {
      return {attribute->expression.get(), nullptr};
    }
  }
  for (const hcl::BlockPtr& block : body.blocks) {
    if (block->header_range.start.byte == place) return {nullptr, block.get()};
    if (Found found = FindAt(block->body, place); found.expression != nullptr || found.block != nullptr) return found;
  }
  return {};
}

// JSON is an expression too, but for "${" and "%{".
std::string AsExpression(const boost::json::value& value) {
  std::string text = boost::json::serialize(value);
  for (const char* sequence : {"${", "%{"}) {
    for (std::size_t at = text.find(sequence); at != std::string::npos; at = text.find(sequence, at + 3)) {
      text.insert(at, 1, sequence[0]);
    }
  }
  return text;
}

std::string KeyOf(const hcl::ObjectItem& item) {
  const hcl::Expression* key = item.key.get();
  if (const auto* wrapped = hcl::As<hcl::ObjectKeyExpression>(key)) key = wrapped->wrapped.get();
  if (const auto* text = hcl::As<hcl::StringExpression>(key)) return text->text;
  const auto* name = hcl::As<hcl::TraversalExpression>(key);
  return name != nullptr && name->traversal.steps.empty() ? name->traversal.root : "";
}

std::vector<std::string> Tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    tokens.push_back(json::NameOfPointerToken(token));
  }
  return tokens;
}

class Patcher {
 public:
  Patcher(const std::string& text, const hcl::Expression& root) : text_(text), root_(root) {}

  bool Apply(const boost::json::object& operation) {
    const std::string op(operation.at("op").as_string());
    std::vector<std::string> tokens = Tokens(std::string_view(operation.at("path").as_string()));
    if (tokens.empty()) return false;
    if (op == "replace") return Replace(tokens, operation.at("value"));
    const std::string last = tokens.back();
    tokens.pop_back();
    const hcl::Expression* parent = Find(tokens);
    if (parent == nullptr || op != "add") return false;
    const std::string value = AsExpression(operation.at("value"));
    if (const auto* tuple = hcl::As<hcl::TupleExpression>(parent)) {
      if (tuple->items.empty()) return false;
      const std::size_t end = tuple->items.back()->range.end.byte;
      edits_.push_back({end, end, ", " + value});
      return true;
    }
    const auto* object = hcl::As<hcl::ObjectExpression>(parent);
    if (object == nullptr || object->items.empty()) return false;
    const std::size_t end = object->items.back().value->range.end.byte;
    edits_.push_back({end, end, ", " + boost::json::serialize(boost::json::value(last)) + ": " + value});
    return true;
  }

  std::string Result() {
    std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
    std::string text = text_;
    for (const Edit& edit : edits_) text.replace(edit.begin, edit.end - edit.begin, edit.text);
    return text;
  }

 private:
  const hcl::Expression* Find(const std::vector<std::string>& tokens) const {
    const hcl::Expression* at = &root_;
    for (const std::string& token : tokens) {
      if (const auto* tuple = hcl::As<hcl::TupleExpression>(at)) {
        const std::size_t index = static_cast<std::size_t>(std::strtoul(token.c_str(), nullptr, 10));
        if (index >= tuple->items.size()) return nullptr;
        at = tuple->items[index].get();
      } else if (const auto* object = hcl::As<hcl::ObjectExpression>(at)) {
        const auto found = std::find_if(object->items.begin(), object->items.end(),
                                        [&](const hcl::ObjectItem& item) { return KeyOf(item) == token; });
        if (found == object->items.end()) return nullptr;
        at = found->value.get();
      } else {
        return nullptr;
      }
    }
    return at;
  }

  bool Replace(const std::vector<std::string>& tokens, const boost::json::value& value) {
    const hcl::Expression* found = Find(tokens);
    if (found == nullptr) return false;
    const std::size_t begin = found->range.start.byte, end = found->range.end.byte;
    std::string text = AsExpression(value);
    // One value that becomes two keeps the way it is written.
    const bool grows =
        value.is_array() && value.as_array().size() == 2 && hcl::As<hcl::TupleExpression>(found) == nullptr;
    if (grows) text = "[" + text_.substr(begin, end - begin) + ", " + AsExpression(value.as_array()[1]) + "]";
    edits_.push_back({begin, end, std::move(text)});
    return true;
  }

  const std::string& text_;
  const hcl::Expression& root_;
  std::vector<Edit> edits_;
};

std::string ListOf(const boost::json::value& value) {
  return value.is_array() ? AsExpression(value) : "[" + AsExpression(value) + "]";
}

// A statement as a block of data "aws_iam_policy_document".
std::string StatementBlock(const boost::json::object& statement) {
  std::string text = "\n  statement {\n    effect = " + AsExpression(statement.at("Effect")) + "\n";
  if (const auto* actions = statement.if_contains("Action")) text += "    actions = " + ListOf(*actions) + "\n";
  if (const auto* resources = statement.if_contains("Resource")) text += "    resources = " + ListOf(*resources) + "\n";
  if (const auto* principal = statement.if_contains("Principal"); principal != nullptr && principal->is_object()) {
    for (const auto& [type, identifiers] : principal->as_object()) {
      text += "    principals {\n      type = " + AsExpression(boost::json::value(type)) +
              "\n      identifiers = " + ListOf(identifiers) + "\n    }\n";
    }
  }
  if (const auto* condition = statement.if_contains("Condition"); condition != nullptr && condition->is_object()) {
    for (const auto& [test, keys] : condition->as_object()) {
      for (const auto& [variable, values] : keys.as_object()) {
        text += "    condition {\n      test = " + AsExpression(boost::json::value(test)) +
                "\n      variable = " + AsExpression(boost::json::value(variable)) +
                "\n      values = " + ListOf(values) + "\n    }\n";
      }
    }
  }
  return text + "  }\n";
}

std::optional<std::string> PatchBlock(const std::string& text, const hcl::Block& block,
                                      const boost::json::array& operations) {
  if (block.labels.empty() || block.labels[0].text != "aws_iam_policy_document" || operations.size() != 1) {
    return std::nullopt;
  }
  const boost::json::object& operation = operations[0].as_object();
  if (operation.at("path") != "/Statement/-" || operation.at("op") != "add") return std::nullopt;
  std::string changed = text;
  changed.insert(block.close_brace_range.start.byte, StatementBlock(operation.at("value").as_object()));
  return changed;
}

std::optional<std::string> ApplyAll(const std::string& text, const hcl::Expression& root,
                                    const boost::json::array& operations) {
  Patcher patcher(text, root);
  for (const boost::json::value& operation : operations) {
    if (!patcher.Apply(operation.as_object())) return std::nullopt;
  }
  return patcher.Result();
}

// JSON text in a here document: JSON is read as an expression.
std::optional<std::string> PatchJsonText(const std::string& text, const hcl::Expression& expression,
                                         const boost::json::array& operations) {
  const std::size_t begin = text.find('{', expression.range.start.byte);
  const std::size_t end = text.rfind('}', expression.range.end.byte);
  if (begin == std::string::npos || end == std::string::npos || begin >= end) return std::nullopt;
  const std::string json = text.substr(begin, end + 1 - begin);
  diag::Diagnostics problems;
  const hcl::ParsedExpression parsed = hcl::ParseExpression("patched", json, problems);
  if (problems.HasErrors()) return std::nullopt;
  const std::optional<std::string> changed = ApplyAll(json, *parsed.root, operations);
  if (!changed) return std::nullopt;
  return text.substr(0, begin) + *changed + text.substr(end + 1);
}

}  // namespace

std::optional<std::string> PatchConfiguration(const std::string& text, std::size_t place,
                                              const std::string& json_patch) {
  boost::system::error_code error;
  const boost::json::value patch = boost::json::parse(json_patch, error);
  if (error || !patch.is_array() || patch.as_array().empty()) return std::nullopt;
  diag::Diagnostics ignored;
  const hcl::File file = hcl::ParseFile("patched.tf", text, ignored);
  const Found found = FindAt(file.body, place);
  if (found.block != nullptr) return PatchBlock(text, *found.block, patch.as_array());
  if (found.expression == nullptr) return std::nullopt;
  const auto* call = hcl::As<hcl::CallExpression>(found.expression);
  if (call == nullptr) return PatchJsonText(text, *found.expression, patch.as_array());
  if (call->name != "jsonencode" || call->arguments.size() != 1) return std::nullopt;
  return ApplyAll(text, *call->arguments[0], patch.as_array());
}

}  // namespace rolecall::access
