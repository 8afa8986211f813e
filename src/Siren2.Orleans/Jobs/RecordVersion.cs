namespace Siren2.Orleans.Jobs;

/// <summary>The version that every record of grain storage has.</summary>
internal static class RecordVersion
{
    /// <summary>What this library writes, and the newest that it reads.</summary>
    public const int Current = 1;

    /// <exception cref="NotSupportedException">A newer library has written it.</exception>
    public static void Check(int version, string what)
    {
        if (version is < 1 or > Current)
        {
            throw new NotSupportedException($"{what} is a record of version {version}; this silo reads versions up to {Current}. Upgrade it.");
        }
    }
}
