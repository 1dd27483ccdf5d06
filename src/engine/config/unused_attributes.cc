#include "engine/config/unused_attributes.h"

#include <optional>
#include <vector>

#include "hcl/syntax/parser.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

using value::Type;

class Search {
 public:
  Search(const std::string& whole, const std::string& inner, diag::Diagnostics& diagnostics)
      : whole_(whole), inner_(inner), diagnostics_(diagnostics) {}

  // `place`: where in the value the expression's is, ".a[0]".
  void Visit(const hcl::Expression& expression, const Type& type, const std::string& place) {
    if (const auto* object = hcl::As<hcl::ObjectExpression>(expression)) return VisitObject(*object, type, place);
    if (const auto* tuple = hcl::As<hcl::TupleExpression>(expression)) return VisitTuple(*tuple, type, place);
    const auto* loop = hcl::As<hcl::ForExpression>(expression);
    if (loop == nullptr) return;
    const bool makes_map = type.IsMap() && loop->key != nullptr;
    const bool makes_sequence = (type.IsList() || type.IsSet()) && loop->key == nullptr;
    if (makes_map || makes_sequence) Visit(*loop->value, type.element(), place + "[(not yet known)]");
  }

 private:
  // A name or text; nothing where it has to be evaluated.
  static std::optional<std::string> KeyOf(const hcl::ObjectItem& item) {
    const auto* key = hcl::As<hcl::ObjectKeyExpression>(*item.key);
    if (key == nullptr) return std::nullopt;
    if (const auto* text = hcl::As<hcl::StringExpression>(*key->wrapped)) return text->text;
    const std::string name = key->force_non_literal ? "" : hcl::AsKeyword(*key->wrapped);
    return name.empty() ? std::nullopt : std::optional(name);
  }

  void VisitObject(const hcl::ObjectExpression& object, const Type& type, const std::string& place) {
    if (!type.IsObject() && !type.IsMap()) return;
    for (const hcl::ObjectItem& item : object.items) {
      const std::optional<std::string> key = KeyOf(item);
      if (!key) continue;
      if (type.IsMap()) {
        Visit(*item.value, type.element(), place + "[" + json::Quoted(*key) + "]");
      } else if (const auto attribute = type.attributes().find(*key); attribute != type.attributes().end()) {
        Visit(*item.value, attribute->second, place + "." + *key);
      } else {
        Warn(*key, item, object, type, place);
      }
    }
  }

  void VisitTuple(const hcl::TupleExpression& tuple, const Type& type, const std::string& place) {
    const bool is_collection = type.IsList() || type.IsSet();
    for (std::size_t i = 0; i < tuple.items.size(); ++i) {
      const bool has_type = is_collection || (type.IsTuple() && i < type.elements().size());
      if (!has_type) return;
      Visit(*tuple.items[i], is_collection ? type.element() : type.elements()[i],
            place + "[" + std::to_string(i) + "]");
    }
  }

  void Warn(const std::string& key, const hcl::ObjectItem& item, const hcl::ObjectExpression& object, const Type& type,
            const std::string& place) {
    std::vector<std::string> names;
    for (const auto& [name, attribute] : type.attributes()) names.push_back(name);
    const std::optional<std::string> meant = diag::NameSuggestion(key, names);
    diag::Diagnostic warning;
    warning.severity = diag::Severity::kWarning;
    warning.code = "unused-attribute";
    warning.summary = "Object attribute is ignored";
    warning.detail = (place.empty() ? whole_ : inner_ + " " + place) + " does not include an attribute named \"" + key +
                     "\", so this definition is unused." +
                     (meant ? " Did you mean to set attribute \"" + *meant + "\" instead?" : "");
    warning.subject = item.key->range;
    warning.context = object.range;
    diagnostics_.Add(std::move(warning));
  }

  const std::string& whole_;
  const std::string& inner_;
  diag::Diagnostics& diagnostics_;
};

}  // namespace

void WarnOfUnusedAttributes(const hcl::Expression& expression, const Type& type, const std::string& whole,
                            const std::string& inner, diag::Diagnostics& diagnostics) {
  Search(whole, inner, diagnostics).Visit(expression, type, "");
}

}  // namespace rolecall::engine
