#include "policy/decide/engine.h"

#include "policy/decide/compiled_policy.h"

namespace rolecall::policy {

std::vector<CompiledStatement> CompiledPolicy::CompileStatements(const Document& document) {
  std::vector<CompiledStatement> statements;
  statements.reserve(document.statements.size());
  for (const Statement& statement : document.statements) {
    statements.emplace_back(statement, document.kind, document.version);
  }
  return statements;
}

std::shared_ptr<const CompiledPolicy> Compile(Document document, std::string name) {
  return std::make_shared<const CompiledPolicy>(std::move(document), std::move(name));
}

const Document& DocumentOf(const CompiledPolicy& policy) { return policy.document(); }

const std::string& NameOf(const CompiledPolicy& policy) { return policy.name(); }

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAllowed: return "allowed";
    case Outcome::kExplicitDeny: return "explicitDeny";
    case Outcome::kImplicitDeny: return "implicitDeny";
  }
  return "";
}

std::string_view LayerName(Layer layer) {
  switch (layer) {
    case Layer::kIdentity: return "identity";
    case Layer::kResource: return "resource";
    case Layer::kBoundary: return "boundary";
    case Layer::kSession: return "session";
    case Layer::kScp: return "scp";
    case Layer::kRcp: return "rcp";
    case Layer::kEndpoint: return "endpoint";
  }
  return "";
}

}  // namespace rolecall::policy
