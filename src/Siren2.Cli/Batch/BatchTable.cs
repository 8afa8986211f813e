using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>What has become of many clips, as a table.</summary>
internal static class BatchTable
{
    public static void Write(TextWriter writer, BatchDocument document)
    {
        var table = new TextTable("clip", "result", ">seconds of audio", ">seconds", ">est. cost dB", ">clipped");
        foreach (BatchOutcome clip in document.Clips)
        {
            table.Add(
                clip.Input,
                clip.State == BatchOutcome.Failed ? BatchOutcome.Failed
                    : $"{clip.Output}{(clip.State == BatchOutcome.Done ? "" : $" ({clip.State})")}",
                Figure.Of(clip.AudioSeconds, 2),
                Figure.Of(clip.ElapsedSeconds, 2),
                Figure.Of(clip.EstimatedPsnrCost, 3),
                clip.Levels is null ? "–" : Figure.Of(clip.Levels.ClippedSamples));
        }

        table.WriteTo(writer);
        int kept = document.Clips.Count - document.Done - document.UpToDate - document.Failed;
        double audio = document.Clips.Sum(clip => clip.AudioSeconds ?? 0);
        writer.WriteLine(
            $"{document.Done} done, {document.UpToDate} up to date{(kept > 0 ? $", {kept} kept" : "")}, {document.Failed} failed, "
            + $"in {Figure.Of(document.ElapsedSeconds, 1)} s ({Figure.Of(audio / document.ElapsedSeconds, 2)} × real time). {document.Meaning}");
    }
}
