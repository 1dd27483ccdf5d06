// JSON bodies: an object (or several, merged) of a document, whose members become arguments or blocks only by a
// schema. Inside of folder hcl/ only.
#ifndef ROLECALL_HCL_DECODE_JSON_BODY_H_
#define ROLECALL_HCL_DECODE_JSON_BODY_H_

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/decode/content.h"
#include "hcl/syntax/tree.h"
#include "json/document.h"

namespace rolecall::hcl {

// A whole file: the text, what it says, and where its lines begin.
struct JsonDocument {
  std::shared_ptr<const Source> source;
  json::Node root;
  std::vector<std::size_t> line_starts;

  Span SpanOf(std::size_t begin, std::size_t end) const;
  Span SpanOf(const json::Node& node) const { return SpanOf(node.begin, node.end); }
  // The opening brace or bracket; of other values all.
  Span StartOf(const json::Node& node) const {
    return SpanOf(node.begin, node.IsObject() || node.IsArray() ? node.begin + 1 : node.end);
  }
};

struct JsonBody {
  std::shared_ptr<const JsonDocument> document;
  std::vector<const json::Node*> objects;  // merged, in order
  std::set<std::string> taken;             // names that a partial decoding has dealt with
  const json::Node* whole = nullptr;       // what the objects came from; may be something else than objects

  // The expressions of everything, made once for BodyReferences.
  mutable std::once_flag references_made;
  mutable std::vector<ExpressionPtr> expressions;
  mutable std::vector<const Traversal*> references;
};

// An expression as JSON has them: strings are templates, arrays tuples, objects objects.
ExpressionPtr JsonExpression(const JsonDocument& document, const json::Node& node, diag::Diagnostics& diagnostics);

// The body of an object or an array of objects. If the node is neither, decoding says so.
Body MakeJsonBody(const std::shared_ptr<const JsonDocument>& document, const json::Node& node);

// What hcl/decode/decode.h does, for JSON bodies. `partial`: what is not in the schema is left alone.
Content DecodeJson(const Body& body, const BodySchema& schema, bool partial, diag::Diagnostics& diagnostics);
std::map<std::string, AttributePtr, std::less<>> DecodeJsonAttributes(const Body& body, diag::Diagnostics& diagnostics);
Body JsonRemainder(const Body& body, const BodySchema& schema);
std::vector<const Traversal*> JsonReferences(const JsonBody& body);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_JSON_BODY_H_
