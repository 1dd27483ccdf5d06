#include "access/check/contract.h"

#include <algorithm>
#include <set>

#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::access {
namespace {

const hcl::BodySchema kFile = {{}, {{"deny", {"name"}}, {"allow", {"name"}}}};
const hcl::BodySchema kDeny = {{{"actions", true}, {"resources", true}, {"except", false}}, {}};
const hcl::BodySchema kAllow = {{{"actions", true}, {"resources", true}, {"principals", true}}, {}};

class Reader {
 public:
  explicit Reader(diag::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void Read(const hcl::Block& block, Contracts& contracts) {
    Contract contract;
    contract.allow = block.type == "allow";
    contract.name = block.labels.front().text;
    contract.range = RangeOf(block.header_range);
    if (!names_.insert(contract.name).second) {
      diagnostics_.AddError("contract-twice", "Duplicate contract",
                            "There is another contract with the name \"" + contract.name + "\".", contract.range);
    }
    const std::size_t before = diagnostics_.size();
    const hcl::Content content = hcl::DecodeContent(block.body, contract.allow ? kAllow : kDeny, diagnostics_);
    contract.scope.actions = Texts(content, "actions");
    contract.scope.resources = Texts(content, "resources");
    contract.principals = Texts(content, contract.allow ? "principals" : "except");
    CheckForms(contract, content);
    if (diagnostics_.size() == before) contracts.push_back(std::move(contract));
  }

 private:
  static diag::Range RangeOf(const hcl::Span& span) { return span.ToRange(); }

  // A list of texts. What is not one is told at its place.
  std::vector<std::string> Texts(const hcl::Content& content, std::string_view name) {
    std::vector<std::string> texts;
    const hcl::AttributePtr found = Given(content, name);
    if (found == nullptr) return texts;
    const value::Value list = hcl::Evaluate(*found->expression, scope_, diagnostics_);
    const bool is_list =
        list.IsKnown() && !list.IsNull() && (list.type().IsTuple() || list.type().IsList() || list.type().IsSet());
    if (is_list) {
      for (const value::Value& one : list.elements()) {
        if (!one.IsKnown() || one.IsNull() || one.type() != value::Type::String()) return Wrong(*found, name);
        texts.emplace_back(one.AsString());
      }
    }
    if (!is_list || (texts.empty() && name != "except")) return Wrong(*found, name);
    return texts;
  }

  static hcl::AttributePtr Given(const hcl::Content& content, std::string_view name) {
    const auto found = content.attributes.find(name);
    return found == content.attributes.end() ? nullptr : found->second;
  }

  std::vector<std::string> Wrong(const hcl::Attribute& attribute, std::string_view name) {
    diagnostics_.AddError("contract-list", "Invalid list",
                          "\"" + std::string(name) + "\" must be a list of strings with at least one.",
                          RangeOf(attribute.range));
    return {};
  }

  void CheckForms(const Contract& contract, const hcl::Content& content) {
    for (const std::string& action : contract.scope.actions) {
      if (action == "*" || action.find(':') != std::string::npos) continue;
      diagnostics_.AddError("contract-action", "Invalid action", "\"" + action + "\" is no action: SERVICE:NAME, or *.",
                            RangeOf(Given(content, "actions")->range));
    }
    for (const std::string& resource : contract.scope.resources) {
      if (resource == "*" || resource.starts_with("arn:")) continue;
      diagnostics_.AddError("contract-resource", "Invalid resource",
                            "\"" + resource + "\" is no resource: an ARN, or *.",
                            RangeOf(Given(content, "resources")->range));
    }
  }

  diag::Diagnostics& diagnostics_;
  hcl::Scope scope_;
  std::set<std::string> names_;
};

}  // namespace

Contracts ReadContracts(const std::string& file, std::string text, diag::Diagnostics& diagnostics) {
  Contracts contracts;
  const hcl::File parsed = hcl::ParseFile(file, std::move(text), diagnostics);
  const hcl::Content content = hcl::DecodeContent(parsed.body, kFile, diagnostics);
  if (content.blocks.size() > kMaxContracts) {
    diagnostics.AddError("contract-many", "Too many contracts",
                         "A file has at most " + std::to_string(kMaxContracts) + " contracts.");
    return contracts;
  }
  Reader reader(diagnostics);
  for (const hcl::BlockPtr& block : content.blocks) reader.Read(*block, contracts);
  return contracts;
}

void AddContractDiagnostics(const CheckReport& report, diag::Diagnostics& diagnostics) {
  for (const Violation& one : report.violations) {
    std::string detail = one.who + " " + one.text;
    if (!one.example.empty()) detail += ", for example " + one.example;
    if (!one.certain()) detail += ", possibly: " + one.reason;
    detail += ".";
    if (one.certain()) {
      diagnostics.AddError("access-contract", "Access contract violated", std::move(detail), one.origin.range);
    } else {
      diagnostics.AddWarning("access-contract", "Access contract may be violated", std::move(detail), one.origin.range);
    }
  }
}

}  // namespace rolecall::access
