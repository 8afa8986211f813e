namespace Siren2.NAudio;

/// <summary>What a read of a <see cref="SuperResolvingSampleProvider"/> does that comes before the samples it asks for are there.</summary>
public enum UnderrunBehavior
{
    /// <summary>It waits for them: nothing is lost, and whoever reads is held up.</summary>
    Wait,

    /// <summary>It gives silence and stays where it is, so that no audio device is ever held up; nothing is lost, but it comes later.</summary>
    Silence,
}
