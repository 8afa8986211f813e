namespace Siren2.NAudio;

/// <summary>How a <see cref="SuperResolvingSampleProvider"/> works ahead of its listener.</summary>
public sealed record SuperResolvingOptions
{
    /// <summary>
    /// How far ahead of the listener parts are begun, at least 0. The part after the one that is heard is begun in any case; a part lasts some 10
    /// s to some minutes, see <see cref="UpsamplePlan"/>. What is beyond waits, so that memory does not grow with the clip. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan LookAhead
    {
        get;
        init => field = value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LookAhead), value, "The look-ahead must be at least 0.");
    }

    = TimeSpan.FromSeconds(10);

    /// <summary>What a read does that comes too early. Default <see cref="UnderrunBehavior.Wait"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public UnderrunBehavior OnUnderrun
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(OnUnderrun), value, "The behavior must be one of UnderrunBehavior.");
    }

    = UnderrunBehavior.Wait;
}
