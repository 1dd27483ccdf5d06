// The table of AWS's services: which APIs there are under a signing name, which protocols they speak, and what their
// operations are called. From data/api-services.tsv and data/api-paths.tsv (tools/update-service-table).
//
//   for (const Api* api : ServiceTable::Get().Find("dynamodb")) …   // dynamodb, dynamodbstreams
//
// Read when it is first asked for; lives as long as the program. Threads: any.
#ifndef ROLECALL_SERVICES_FORWARD_SERVICE_TABLE_H_
#define ROLECALL_SERVICES_FORWARD_SERVICE_TABLE_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/wire/shapes.h"

namespace rolecall::services::forward {

// A segment of a path template: text, or a label that stands for a segment or (greedy) for all that follow.
struct PathPart {
  std::string_view text;  // of a label its name
  bool is_label = false;
  bool is_greedy = false;
};

// A query parameter that must be there, with a value if there is one.
struct QueryPart {
  std::string_view name;
  std::string_view value;  // "": any
};

struct PathOperation {
  std::string_view method;
  std::string_view name;
  bool has_own_bytes = false;  // its body is the caller's bytes, not the members of a shape
  std::vector<PathPart> path;
  std::vector<QueryPart> query;
  std::vector<std::string_view> headers;  // that must be there
};

struct Api {
  std::string_view name;     // "dynamodbstreams"
  std::string_view signing;  // "dynamodb"
  std::string_view prefix;   // of its actions
  std::vector<aws::Protocol> protocols;
  std::string_view version;                  // "2012-08-10"
  std::string_view target;                   // "DynamoDBStreams_20120810"; "" if it has none
  std::string_view xml_namespace;            // ""
  std::vector<std::string_view> operations;  // sorted; of REST APIs none
  std::vector<PathOperation> paths;          // of REST APIs

  bool Speaks(aws::Protocol protocol) const;
  bool HasOperation(std::string_view operation) const;
};

class ServiceTable {
 public:
  static const ServiceTable& Get();

  // The APIs under a signing name, in the table's order; empty: there is no such service.
  const std::vector<const Api*>& Find(std::string_view signing) const;
  const std::vector<Api>& apis() const { return apis_; }

 private:
  ServiceTable();

  std::vector<Api> apis_;
  std::unordered_map<std::string_view, std::vector<const Api*>> by_signing_;
};

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_SERVICE_TABLE_H_
