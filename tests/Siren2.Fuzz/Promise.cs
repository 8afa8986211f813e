namespace Siren2.Fuzz;

/// <summary>What has to hold of everything that a reader accepts.</summary>
internal static class Promise
{
    /// <summary>Throws unless a promise was kept.</summary>
    /// <exception cref="InvalidOperationException">It was not.</exception>
    public static void Check(bool kept, string promise)
    {
        if (!kept)
        {
            throw new InvalidOperationException($"not kept: {promise}");
        }
    }
}
