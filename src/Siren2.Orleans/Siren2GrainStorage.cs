namespace Siren2.Orleans;

/// <summary>The grain storage that jobs live in; a host adds one of this name to every silo.</summary>
/// <example>
/// <code>
/// silo.AddMemoryGrainStorage(Siren2GrainStorage.Name);
/// </code>
/// </example>
public static class Siren2GrainStorage
{
    /// <summary>Its name: "siren2".</summary>
    public const string Name = "siren2";
}
