// dotpha-devtoken: keys and tokens for demonstration and tests. Never for production.
#include <CLI/CLI.hpp>
#include <iostream>

#include "libs/config/settings.h"
#include "tools/devtoken/dev_issuer.h"

int main(int argc, char** argv) {
  CLI::App app(
      "Makes a key pair, its JWKS, and tokens, for demonstration and tests.\n"
      "NOT FOR PRODUCTION: it asks nobody who he is, and its private keys lie in a plain folder.\n\n"
      "Example:\n"
      "  dotpha-devtoken --keys state/keys --subject TQ-001 --authority tuyen-quang --valid-for 12h",
      "dotpha-devtoken");
  std::string folder;
  std::string valid_for = "12h";
  std::string algorithm = "EdDSA";
  dotpha::devtoken::Claims claims;
  app.add_option("--keys", folder, "Folder of the keys (jwks.json, private.json); made when missing")
      ->required()
      ->type_name("FOLDER");
  app.add_option("--subject", claims.subject,
                 "Official id, staff id, operator's name or service:NAME; without it only the keys are made")
      ->type_name("ID");
  app.add_option("--authority", claims.authority, "Authority of the caller, e.g. tuyen-quang")->type_name("ID");
  app.add_option("--valid-for", valid_for, "How long the token is good")->capture_default_str()->type_name("DURATION");
  app.add_option("--issuer", claims.issuer, "`iss` of the token")->capture_default_str()->type_name("TEXT");
  app.add_option("--audience", claims.audience, "`aud` of the token")->capture_default_str()->type_name("TEXT");
  app.add_option("--algorithm", algorithm, "EdDSA, RS256 or ES256")->capture_default_str()->type_name("NAME");
  CLI11_PARSE(app, argc, argv);

  const auto fail = [](const dotpha::Error& error) {
    std::cerr << "dotpha-devtoken: " << error.message << "\n";
    return 1;
  };
  const auto duration = dotpha::config::ParseDuration(valid_for);
  const auto chosen = dotpha::devtoken::ParseAlgorithm(algorithm);
  if (!duration.ok() || !chosen.ok()) {
    std::cerr << "dotpha-devtoken: " << (duration.ok() ? chosen.error() : duration.error()).message << "\n";
    return dotpha::config::kExitWrongSetting;
  }
  const auto issuer = dotpha::devtoken::DevIssuer::Open(folder);
  if (!issuer.ok()) {
    return fail(issuer.error());
  }
  if (claims.subject.empty()) {
    std::cout << issuer->jwks_file() << "\n";
    return 0;
  }
  claims.valid_for = std::chrono::duration_cast<std::chrono::seconds>(*duration);
  claims.algorithm = *chosen;
  const auto token = issuer->Mint(claims, dotpha::CivilClock::System().Now());
  if (!token.ok()) {
    return fail(token.error());
  }
  std::cout << *token << "\n";
  return 0;
}
