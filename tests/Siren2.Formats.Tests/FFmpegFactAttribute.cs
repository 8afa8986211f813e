namespace Siren2.Formats.Tests;

/// <summary>A test that needs an ffmpeg on the PATH, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FFmpegFactAttribute : FactAttribute
{
    public FFmpegFactAttribute() => Skip = FFmpegProgram.Find() is null ? "There is no ffmpeg on the PATH." : null;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FFmpegTheoryAttribute : TheoryAttribute
{
    public FFmpegTheoryAttribute() => Skip = FFmpegProgram.Find() is null ? "There is no ffmpeg on the PATH." : null;
}
