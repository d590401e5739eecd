//! Reads the permissions beside the shell's sources, since the package's root is the repository's.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The screens are embedded: new ones need a new program.
    println!("cargo::rerun-if-changed=ui/dist");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes)?;
    Ok(())
}
