// dotpha-play: plays a sample province's season, or its whole year, through running services on a virtual clock, prints
// what happened and the difference to expected.json. Exit status 0 only if every act ended as the journal says and the
// difference is empty.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <mutex>

#include "libs/base/time.h"
#include "tools/devtoken/dev_issuer.h"
#include "tools/dotpha-play/compare.h"
#include "tools/dotpha-play/report.h"
#include "tools/dotpha-play/sample.h"
#include "tools/dotpha-play/season.h"
#include "tools/maildir/maildir.h"

namespace dotpha::play {
namespace {

constexpr char kSeasonEnd[] = "2021-12-31";  // registrations of the cycle
constexpr char kYearEnd[] = "2023-03-31";    // after the rating

struct Arguments {
  std::string sample;
  std::map<std::string, std::string> addresses;  // by service; empty: it does not run
  std::string keys;
  std::string issuer = "dotpha-devtoken";
  std::string operator_name = "operator:demo";
  std::string maildir;
  std::string from = "2021-10-15";
  std::string to;  // empty: as far as the services that run can play
  std::vector<std::string> mailboxes{"TQ-032", "ST-BTC-2", "TQ-045"};
};

int Fail(const Error& error) {
  std::cerr << "dotpha-play: " << error.reason << ": " << error.message << "\n";
  for (const auto& [key, value] : error.metadata) {
    std::cerr << "  " << key << " = " << value << "\n";
  }
  for (const Violation& violation : error.violations) {
    std::cerr << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
  }
  return 1;
}

// One token a person, signed once.
class Tokens {
 public:
  Tokens(devtoken::DevIssuer issuer, const Arguments& arguments, std::string authority)
      : issuer_(std::move(issuer)), arguments_(arguments), authority_(std::move(authority)) {}

  std::string Of(const std::string& person) {
    const std::scoped_lock lock(mutex_);
    auto& token = tokens_[person];
    if (token.empty()) {
      devtoken::Claims claims;
      claims.subject = person;
      claims.authority = authority_;
      claims.issuer = arguments_.issuer;
      // Tokens live on real time, whatever the virtual clock shows.
      auto minted = issuer_.Mint(claims, CivilClock::System().Now());
      token = minted.ok() ? *minted : "";
    }
    return token;
  }

 private:
  devtoken::DevIssuer issuer_;
  const Arguments& arguments_;
  std::string authority_;
  std::mutex mutex_;
  std::map<std::string, std::string> tokens_;
};

// Name and address of an official or staff member of the sample.
std::pair<std::string, std::string> Addressee(const Sample& sample, const std::string& person) {
  for (const auto& official : sample.roster.officials()) {
    if (official.official_id() == person) {
      return {person + " " + official.full_name(), official.email()};
    }
  }
  for (const auto& staff : sample.roster.staff()) {
    if (staff.staff_id() == person) {
      return {person + " " + staff.full_name() + ", " + staff.body_id(), staff.email()};
    }
  }
  return {person, ""};
}

int PrintOutcome(const Sample& sample, const Arguments& arguments, const Tally& tally, const Outcome& outcome,
                 const Scope& scope) {
  if (!arguments.maildir.empty()) {
    const auto mails = maildir::ReadMaildir(arguments.maildir);
    std::cout << "\nWhat " << arguments.mailboxes.size() << " people found in their mailbox\n";
    for (const std::string& person : arguments.mailboxes) {
      const auto [who, address] = Addressee(sample, person);
      std::cout << MailboxText(who, address, mails);
    }
  }
  std::cout << Totals(outcome, tally);
  const auto differences =
      sample.voluntary ? CompareVoluntary(sample, outcome, tally.refused) : Compare(sample, outcome, scope);
  std::cout << DifferenceText(differences, scope.left_out);
  for (const std::string& surprise : tally.surprises) {
    std::cout << "Not as the journal says: " << surprise << "\n";
  }
  return differences.empty() && tally.surprises.empty() ? 0 : 1;
}

int Run(const Arguments& arguments) {
  std::map<std::string, std::string> addresses = arguments.addresses;
  std::erase_if(addresses, [](const auto& entry) { return entry.second.empty(); });
  const bool whole_year =
      addresses.contains("review") && addresses.contains("reporting") && addresses.contains("assessment");
  const auto from = Date::Parse(arguments.from);
  const auto to = Date::Parse(!arguments.to.empty() ? arguments.to : whole_year ? kYearEnd : kSeasonEnd);
  if (!from.ok() || !to.ok() || *to < *from) {
    std::cerr << "dotpha-play: --from and --to must be days YYYY-MM-DD in order\n";
    return 2;
  }
  const auto sample = LoadSample(arguments.sample, *from);
  if (!sample.ok()) {
    return Fail(sample.error());
  }
  auto issuer = devtoken::DevIssuer::Open(arguments.keys);
  if (!issuer.ok()) {
    return Fail(issuer.error());
  }
  Tokens tokens(*std::move(issuer), arguments, sample->authority);
  SeasonOptions options;
  options.addresses = addresses;
  options.operator_name = arguments.operator_name;
  options.token_of = [&](const std::string& person) { return tokens.Of(person); };
  options.from = from->At();
  options.to = (*to + 1).At() - Micros{1};
  Season season(*sample, options);

  std::cout << "Setting up " << sample->authority << ": " << sample->roster.agencies_size() << " agencies, "
            << sample->roster.officials_size() << " officials, " << sample->roster.positions_size() << " posts"
            << std::endl;
  if (const auto done = season.SetUp(); !done.ok()) {
    return Fail(done.error());
  }
  std::cout << "Playing " << from->ToVietnamese() << " to " << to->ToVietnamese() << ", week by week" << std::endl;
  const auto tally =
      season.Play([](Instant at, const Tally& so_far) { std::cout << WeekLine(at, so_far) << std::flush; });
  if (!tally.ok()) {
    return Fail(tally.error());
  }
  const auto outcome = season.Gather();
  if (!outcome.ok()) {
    return Fail(outcome.error());
  }
  std::cout << TimeLine(season.spent());
  Scope scope{*to, {}, {}, whole_year};
  if (!whole_year) {
    scope.duties = {"REG"};
    scope.left_out = sample->stage_holders;  // their stage works are an import of the review service
  }
  return PrintOutcome(*sample, arguments, *tally, *outcome, scope);
}

}  // namespace
}  // namespace dotpha::play

int main(int argc, char** argv) {
  dotpha::play::Arguments arguments;
  CLI::App app("Plays a sample province's year through running services and compares with its expected outcome");
  app.add_option("--sample", arguments.sample, "folder of the sample")->required()->check(CLI::ExistingDirectory);
  for (const char* service : {"registration", "review", "reporting", "assessment", "notifier"}) {
    const std::string name = service;
    auto* option = app.add_option("--" + name, arguments.addresses[name],
                                  "address of the " + name +
                                      " service, host:port; acts of services without one are "
                                      "not played");
    if (name == "registration" || name == "notifier") {
      option->required();
    }
  }
  app.add_option("--keys", arguments.keys, "folder of dotpha-devtoken's keys: signs a token for everybody who acts")
      ->required();
  app.add_option("--issuer", arguments.issuer, "issuer named in the tokens")->capture_default_str();
  app.add_option("--operator", arguments.operator_name, "subject of the operator's token")->capture_default_str();
  app.add_option("--maildir", arguments.maildir, "Maildir of the mail sink; empty: mailboxes are not shown");
  app.add_option("--mailbox", arguments.mailboxes, "people whose mailbox is shown")->capture_default_str();
  app.add_option("--from", arguments.from, "first day, YYYY-MM-DD")->capture_default_str();
  app.add_option("--to", arguments.to,
                 "last day, YYYY-MM-DD; default 2023-03-31 where all services run, else 2021-12-31");
  CLI11_PARSE(app, argc, argv);
  try {
    return dotpha::play::Run(arguments);
  } catch (const std::exception& error) {  // a sample file of another shape: nlohmann throws
    std::cerr << "dotpha-play: " << error.what() << "\n";
    return 1;
  }
}
