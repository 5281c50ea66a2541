//! `man`: the manual, one page for each command.
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::terminal;
use clap::{Args, CommandFactory};
use std::path::PathBuf;

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  miqyas man\n  miqyas man --out man1")]
pub(crate) struct Arguments {
    /// A new or empty folder for one page per command
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut command = crate::cli::Arguments::command();
    command.build();
    let Some(folder) = &arguments.out else {
        return terminal::print(page(&command)?);
    };
    let mut pages = Vec::new();
    gather(&command, &mut pages)?;
    disk::fill(folder, &pages)
}

fn gather(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    pages.push((format!("{name}.1"), page(command)?));
    command
        .get_subcommands()
        .filter(|subcommand| subcommand.get_name() != "help")
        .try_for_each(|subcommand| gather(subcommand, pages))
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(Failure::print)?;
    Ok(page)
}
