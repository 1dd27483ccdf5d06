// What the command `simulate` does: policy decisions as data, from a stream to a stream. The format is that of
// policy/simulate/simulate.h.
#ifndef ROLECALL_CLI_IDENTITY_SIMULATE_STREAM_H_
#define ROLECALL_CLI_IDENTITY_SIMULATE_STREAM_H_

#include <iosfwd>

#include "policy/simulate/simulate.h"

namespace rolecall::cli {

struct SimulateOptions {
  bool batch = false;    // one object a line, one answer a line, in order; else the whole input is one object
  bool explain = false;  // also every statement with what matched and what did not
};

// Returns the exit code: 0, or 1 if some input was malformed (the others are answered all the same).
// A line longer than 16 MiB is answered with an error; empty lines are skipped. `source` may be null.
int RunSimulate(std::istream& in, std::ostream& out, const SimulateOptions& options,
                policy::PrincipalPolicySource* source = nullptr);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_SIMULATE_STREAM_H_
