#include "engine/provision/local_exec.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace rolecall::engine {
namespace {

struct Ran {
  LocalExecEnd end;
  std::vector<std::string> lines;
};

Ran Execute(
    LocalExec run, const std::function<bool()>& keep_going = [] { return true; }) {
  Ran ran;
  ran.end = RunLocalExec(
      run, [&](const std::string& line) { ran.lines.push_back(line); }, keep_going);
  return ran;
}

Ran Shell(const std::string& command, std::map<std::string, std::string> environment = {}) {
  return Execute({.words = {"/bin/sh", "-c", command}, .environment = std::move(environment)});
}

TEST(LocalExec, LinesOfBothStreamsAreTold) {
  const Ran ran = Shell("echo one; echo two >&2; printf three");
  EXPECT_EQ(ran.end.failure, "");
  EXPECT_EQ(ran.lines, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(ran.end.output, "one\ntwo\nthree");
}

TEST(LocalExec, FailuresAreSaidAsGoSaysThem) {
  EXPECT_EQ(Shell("exit 3").end.failure, "exit status 3");
  EXPECT_EQ(Shell("kill -9 $$").end.failure, "signal: killed");
  EXPECT_NE(Execute({.words = {"/no/such/program"}}).end.failure.find("/no/such/program: cannot be started"),
            std::string::npos);
}

TEST(LocalExec, ItsEnvironmentAndFolderAreWhatIsGiven) {
  const Ran ran = Execute(
      {.words = {"/bin/sh", "-c", "echo $GIVEN-$HOME; pwd"}, .directory = "/", .environment = {{"GIVEN", "x"}}});
  EXPECT_EQ(ran.lines, (std::vector<std::string>{"x-", "/"}));
  EXPECT_NE(Execute({.words = {"/bin/true"}, .directory = "/no/such/folder"}).end.failure, "");
}

TEST(LocalExec, OnlyTheLastOfMuchOutputIsKept) {
  const Ran ran = Shell("i=0; while [ $i -lt 3000 ]; do echo line$i; i=$((i+1)); done");
  EXPECT_EQ(ran.lines.size(), 3000u);
  EXPECT_EQ(ran.end.output.size(), 8u << 10);
  EXPECT_TRUE(ran.end.output.ends_with("line2999\n"));
}

TEST(LocalExec, WhoStopsIsNotMadeToWait) {
  int asked = 0;
  const Ran ran = Execute({.words = {"/bin/sh", "-c", "sleep 600"}}, [&] { return ++asked < 3; });
  EXPECT_EQ(ran.end.failure, "signal: killed");
}

TEST(LocalExec, WhatStaysInTheBackgroundIsNotWaitedFor) {
  const Ran ran = Shell("sleep 5 & echo started");
  EXPECT_EQ(ran.end.failure, "");
  EXPECT_EQ(ran.lines, std::vector<std::string>{"started"});
}

}  // namespace
}  // namespace rolecall::engine
