// Policy documents: from text to a tree that remembers its places.
//
//   ParsedDocument parsed = Parse(text, DocumentKind::kTrust);
//   if (parsed.malformed) … parsed.malformed->message is AWS's text …
//   auto policy = Compile(std::move(parsed.document), "trust");      // engine.h
//
// Parse checks the grammar only: what every document that may be evaluated satisfies, also the old ones (version
// 2008-10-17, unparsable condition values) and the empty one ("Statement": []), which grants nothing. Whoever stores a
// document that somebody sends must call CheckForWrite (validate.h) first: it refuses all that AWS refuses. What passes
// CheckForWrite passes Parse.
//
// Pure; safe from any thread. Documents above kMaxDocumentBytes are refused.
#ifndef ROLECALL_POLICY_DOCUMENT_DOCUMENT_H_
#define ROLECALL_POLICY_DOCUMENT_DOCUMENT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/document/operators.h"

namespace rolecall::json {
struct ParseResult;
}

namespace rolecall::policy {

constexpr std::size_t kMaxDocumentBytes = 262144;

enum class DocumentKind {
  kIdentity,  // managed or inline, of a user, group or role
  kBoundary,
  kSession,
  kScp,
  kTrust,  // the role trust policy; has no Resource
  kResource,
  kRcp,
  kEndpoint,
};

// Whether statements of this kind say who (Principal). The other kinds must not.
bool TakesPrincipal(DocumentKind kind);

enum class Effect { kAllow, kDeny };
enum class Version { k2008, k2012 };

// Byte offsets in the document's text.
struct Span {
  std::size_t begin = 0, end = 0;
};

struct Text {
  std::string value;
  Span span;
};

enum class PrincipalType { kEveryone, kAws, kFederated, kService, kCanonicalUser };  // kEveryone: "Principal": "*"

struct PrincipalText {
  PrincipalType type = PrincipalType::kAws;
  std::string value;  // "*" for kEveryone
  Span span;
};

// One operator with one key. Numbers and booleans are kept as their text.
struct Condition {
  Operator op;
  std::string operator_text;
  std::string key;
  std::vector<Text> values;
  Span operator_span, key_span;
};

struct Statement {
  std::string sid;
  Effect effect = Effect::kDeny;
  bool exact_effect = true;  // not "allow" or "DENY", which the grammar takes but no policy may have
  bool has_principal = false, not_principal = false;
  std::vector<PrincipalText> principals;
  bool not_action = false;
  std::vector<Text> actions;
  bool has_resource = false, not_resource = false;
  std::vector<Text> resources;
  std::vector<Condition> conditions;  // in document order
  Span span;
};

struct Document {
  DocumentKind kind = DocumentKind::kIdentity;
  Version version = Version::k2008;  // what a missing Version means
  bool has_version = false;
  std::string id;
  std::vector<Statement> statements;
};

struct Malformed {
  std::string message;     // exactly AWS's text
  std::size_t offset = 0;  // where in the text
  std::string detail;      // ours: what precisely is wrong
};

struct ParsedDocument {
  std::optional<Malformed> malformed;  // nothing: `document` is good
  Document document;
};

ParsedDocument Parse(std::string_view text, DocumentKind kind);

// The two steps of Parse, for who needs more than its answer. The first: elements, types and names only; it is also
// that of CheckForWrite. `tree` gets the text's JSON, if the text is not too long to be read.
ParsedDocument ParseGrammar(std::string_view text, DocumentKind kind, json::ParseResult* tree = nullptr);
// The second: what evaluation asks beyond grammar. Nothing: good.
std::optional<Malformed> CheckEvaluable(const Document& document);

// "Allow", "Deny".
std::string_view EffectName(Effect effect);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_DOCUMENT_H_
